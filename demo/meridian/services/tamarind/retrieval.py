"""Statements of borrowers, as vectors in Postgres."""

from functools import cache

from langchain_openai import OpenAIEmbeddings
from langchain_postgres import PGVector

import settings


@cache
def statements() -> PGVector:
    return PGVector(
        embeddings=OpenAIEmbeddings(model=settings.EMBEDDING_MODEL, api_key=settings.OPENAI_API_KEY),
        collection_name="tamarind_statements",
        connection=settings.database_url(),
        use_jsonb=True,
    )


def passages(borrower: str, question: str) -> list[str]:
    """The passages of this borrower's statements that are nearest to the question."""
    found = statements().similarity_search(question, k=6, filter={"borrower": {"$eq": borrower}})
    return [document.page_content for document in found]
