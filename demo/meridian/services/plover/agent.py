"""Help on the public web site: answers from our published articles."""

from langchain.agents import create_agent
from langchain_chroma import Chroma
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

articles = Chroma(
    collection_name="plover_help",
    persist_directory="/opt/articles",
    embedding_function=OpenAIEmbeddings(model="text-embedding-3-small"),
)


@tool
def search_articles(question: str) -> list[str]:
    """Published help articles near a question."""
    return [document.page_content for document in articles.similarity_search(question, k=4)]


helper = create_agent(
    model=ChatOpenAI(model="gpt-4.1-mini", temperature=0),
    tools=[search_articles],
    system_prompt="Answer visitors of the web site from the help articles.",
    name="plover_help",
)
