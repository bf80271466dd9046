"""Settled disputes, to decide the next one alike."""

import os

from langchain_openai import OpenAIEmbeddings
from langchain_postgres import PGVector

settled = PGVector(
    embeddings=OpenAIEmbeddings(model="text-embedding-3-small"),
    collection_name="turnstone_cases",
    connection=os.environ["CASES_URL"],
)
