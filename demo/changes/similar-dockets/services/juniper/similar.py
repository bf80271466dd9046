"""How dockets like this one were answered before."""

import os
from functools import cache

from agents import function_tool
from pinecone import Pinecone
from sentence_transformers import SentenceTransformer

answered = Pinecone(api_key=os.environ["PINECONE_API_KEY"]).Index("juniper-answered")


@cache
def encoder() -> SentenceTransformer:
    return SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2", revision="c9745ed1d9f207416be6d2e6f8de32d1f16199bf")


@function_tool
def similar_dockets(text: str) -> list[str]:
    """Answers that colleagues gave to dockets like this one."""
    found = answered.query(vector=encoder().encode(text).tolist(), top_k=5, include_metadata=True)
    return [match["metadata"]["answer"] for match in found["matches"]]
