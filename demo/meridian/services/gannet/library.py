"""What shops wrote about their own products. They upload the sheets themselves, we fetch what is new every hour."""

from langchain_chroma import Chroma
from langchain_community.document_loaders import S3DirectoryLoader
from langchain_openai import OpenAIEmbeddings

SHEETS = "meridian-gannet-sheets-prod"

sheets = Chroma(
    collection_name="gannet_sheets",
    persist_directory="/var/lib/sheets",
    embedding_function=OpenAIEmbeddings(model="text-embedding-3-small"),
)


def refresh() -> None:
    sheets.add_documents(S3DirectoryLoader(SHEETS, prefix="inbox/").load())


if __name__ == "__main__":
    refresh()
