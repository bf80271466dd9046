import type { CheckCase } from '../../check.ts';

const HEAD = `import os
from fastapi import Depends, FastAPI
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

app = FastAPI()
llm = ChatOpenAI(model="gpt-4.1-mini")
store = Chroma(collection_name="documents", embedding_function=OpenAIEmbeddings())
`;

function app(metadata: string, found: string, more = ''): Record<string, string> {
  return {
    'app.py': `${HEAD}

@app.post("/documents")
def upload(text: str, user=Depends(current_user)):
    store.add_documents([Document(page_content=text, metadata=${metadata})])


@app.post("/ask")
def ask(question: str, user=Depends(current_user)):
    ${found}
    return llm.invoke(f"{found}\\n\\n{question}").content
${more}`,
  };
}

export default [
  {
    name: 'put in with its user, asked for everybody',
    files: app('{"user_id": user.id, "source": "upload"}', 'found = store.similarity_search(question, k=4)'),
    expect: [{ file: 'app.py', line: 19, severity: 'medium' }],
  },
  {
    name: 'asked with the user',
    files: app('{"user_id": user.id, "source": "upload"}', 'found = store.similarity_search(question, k=4, filter={"user_id": user.id})'),
    expect: [],
    source: 'https://python.langchain.com/docs/integrations/vectorstores/chroma (filter)',
  },
  {
    name: 'a filter on something else is none',
    files: app('{"tenant_id": user.tenant, "lang": "en"}', 'found = store.similarity_search(question, filter={"lang": "en"})'),
    expect: [{ file: 'app.py', line: 19 }],
  },
  {
    name: 'a filter that is made elsewhere may be the one',
    files: app('{"tenant_id": user.tenant}', 'found = store.similarity_search(question, filter=allowed(user))'),
    expect: [],
  },
  {
    name: 'what is put in belongs to nobody',
    files: app('{"source": "handbook.pdf", "page": 3}', 'found = store.similarity_search(question, k=4)'),
    expect: [],
  },
  {
    name: 'a collection for each',
    files: {
      'app.py': app(
        '{"user_id": user.id}',
        'store = Chroma(collection_name=f"documents-{user.tenant_id}")\n    found = store.similarity_search(question)',
      )['app.py']!,
    },
    expect: [],
    source: 'https://docs.trychroma.com/docs/collections/manage-collections (a collection by name)',
  },
  {
    name: 'what was found is gone through afterwards: not known',
    files: app(
      '{"user_id": user.id}',
      'found = store.similarity_search(question, k=40)\n    found = [one for one in found if one.metadata["user_id"] == user.id]\n    mine = [one for one in found if visible(one, user.owner_id)]',
    ),
    expect: [],
    unknown: [{ asset: 'case' }],
  },
  {
    name: 'a retriever made once, asked by an entry',
    files: {
      'app.py': `${HEAD}
retriever = store.as_retriever(search_kwargs={"k": 4})


def keep(text, owner):
    store.add_texts([text], metadatas=[{"owner_id": owner}])


@app.post("/ask")
def ask(question: str):
    return llm.invoke(f"{retriever.invoke(question)}\\n\\n{question}").content
`,
    },
    expect: [{ file: 'app.py', line: 11 }],
  },
  {
    name: 'a script of one person has no other users',
    files: {
      'notes.py': `${HEAD.replace('app = FastAPI()\n', '')}
store.add_texts(["mine"], metadatas=[{"user_id": "me"}])
print(llm.invoke(str(store.similarity_search("what is mine?"))).content)
`,
    },
    expect: [],
  },
  {
    name: 'Pinecone with a namespace for each tenant, in TypeScript',
    files: {
      'server.ts': `import express from 'express';
import OpenAI from 'openai';
import { Pinecone } from '@pinecone-database/pinecone';
const openai = new OpenAI();
const index = new Pinecone().index('documents');
const app = express();
app.post('/documents', async (req, res) => {
  await index.namespace(req.user.tenantId).upsert([{ id: '1', values: [], metadata: { tenant_id: req.user.tenantId } }]);
  res.end();
});
app.post('/ask', async (req, res) => {
  const found = await index.namespace(req.user.tenantId).query({ vector: [], topK: 4 });
  const answer = await openai.chat.completions.create({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: JSON.stringify(found) }] });
  res.json(answer);
});
`,
    },
    expect: [],
    source: 'https://docs.pinecone.io/guides/index-data/implement-multitenancy (a namespace for each tenant)',
  },
] satisfies CheckCase[];
