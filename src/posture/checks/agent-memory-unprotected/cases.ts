import type { CheckCase } from '../../check.ts';

function graph(config: string, more = ''): string {
  return `from fastapi import Depends, FastAPI
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import MemorySaver
from langgraph.prebuilt import create_react_agent

app = FastAPI()
agent = create_react_agent(ChatOpenAI(model="gpt-4.1-mini"), [], checkpointer=MemorySaver())
${more}

@app.post("/chat")
def chat(text: str, conversation: str = "", user=Depends(current_user)):
    return agent.invoke({"messages": [("user", text)]}, ${config})["messages"][-1].content
`;
}

export default [
  {
    name: 'the thread of the quick start, behind an entry',
    files: { 'app.py': graph('{"configurable": {"thread_id": "1"}}') },
    expect: [{ file: 'app.py', line: 12, severity: 'medium' }],
    source: 'https://langchain-ai.github.io/langgraph/concepts/persistence/ (config = {"configurable": {"thread_id": "1"}})',
  },
  {
    name: 'the same as a constant of the module',
    files: { 'app.py': graph('CONFIG', 'CONFIG = {"configurable": {"thread_id": "1"}}\n') },
    expect: [{ file: 'app.py', line: 8 }],
  },
  {
    name: 'a thread for each conversation of a user',
    files: { 'app.py': graph('{"configurable": {"thread_id": f"{user.id}:{conversation}"}}') },
    expect: [],
  },
  {
    name: 'a script of one person',
    files: {
      'chat.py': `from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import MemorySaver
from langgraph.prebuilt import create_react_agent

agent = create_react_agent(ChatOpenAI(model="gpt-4.1-mini"), [], checkpointer=MemorySaver())
print(agent.invoke({"messages": []}, {"configurable": {"thread_id": "1"}}))
`,
    },
    expect: [],
  },
  {
    name: 'one conversation object for the process',
    files: {
      'app.py': `from flask import Flask, request
from langchain.chains import ConversationChain
from langchain.memory import ConversationBufferMemory
from langchain_openai import ChatOpenAI

app = Flask(__name__)
memory = ConversationBufferMemory()
chain = ConversationChain(llm=ChatOpenAI(model="gpt-4.1-mini"), memory=memory)


@app.route("/chat", methods=["POST"])
def chat():
    return chain.predict(input=request.json["text"])
`,
    },
    expect: [{ file: 'app.py', line: 7, severity: 'medium' }],
    source: 'https://python.langchain.com/api_reference/langchain/memory/langchain.memory.buffer.ConversationBufferMemory.html (the class)',
  },
  {
    name: 'a conversation object for each caller',
    files: {
      'app.py': `from flask import Flask, request, session
from langchain.chains import ConversationChain
from langchain.memory import ConversationBufferMemory
from langchain_openai import ChatOpenAI

app = Flask(__name__)
memories = {}


@app.route("/chat", methods=["POST"])
def chat():
    memory = memories.setdefault(session["user"], ConversationBufferMemory())
    chain = ConversationChain(llm=ChatOpenAI(model="gpt-4.1-mini"), memory=memory)
    return chain.predict(input=request.json["text"])
`,
    },
    expect: [],
  },
  {
    name: 'a page of Streamlit runs once for each visitor',
    files: {
      'page.py': `import streamlit as st
from langchain.chains import ConversationChain
from langchain.memory import ConversationBufferMemory
from langchain_openai import ChatOpenAI

memory = ConversationBufferMemory()
chain = ConversationChain(llm=ChatOpenAI(model="gpt-4.1-mini"), memory=memory)
text = st.chat_input("Ask")
if text:
    st.write(chain.predict(input=text))
`,
    },
    expect: [],
  },
  {
    name: 'memories of one made-up user',
    files: {
      'app.py': `from fastapi import FastAPI
from mem0 import Memory
from openai import OpenAI

app = FastAPI()
client = OpenAI()
memory = Memory()


@app.post("/chat")
def chat(text: str):
    known = memory.search(query=text, user_id="default_user", limit=3)
    answer = client.chat.completions.create(model="gpt-4.1-mini", messages=[{"role": "user", "content": f"{known} {text}"}])
    memory.add(text, user_id="default_user")
    return answer.choices[0].message.content
`,
    },
    expect: [{ file: 'app.py', line: 12 }],
    source: 'https://github.com/mem0ai/mem0 (README, basic usage: user_id = "default_user")',
  },
  {
    name: 'a session of the Agents SDK for everybody',
    files: {
      'app.py': `from agents import Agent, Runner, SQLiteSession
from fastapi import FastAPI

app = FastAPI()
agent = Agent(name="Desk", instructions="You answer questions about opening hours.")


@app.post("/chat")
async def chat(text: str):
    session = SQLiteSession("conversation_123")
    return (await Runner.run(agent, text, session=session)).final_output
`,
    },
    expect: [{ file: 'app.py', line: 10 }],
    source: 'https://openai.github.io/openai-agents-python/sessions/ (SQLiteSession("conversation_123"))',
  },
] satisfies CheckCase[];
