"""Settings of the statement assistant."""

import os
from pathlib import Path

import boto3
from dotenv import load_dotenv

HERE = Path(__file__).parent

if os.environ.get("ENV") == "production":
    load_dotenv(HERE / ".env.production")
else:
    load_dotenv(HERE / ".env")

OPENAI_API_KEY = os.environ["OPENAI_API_KEY"]
ANSWER_MODEL = "gpt-4.1-mini"
EMBEDDING_MODEL = "text-embedding-3-small"


def database_url() -> str:
    return boto3.client("secretsmanager").get_secret_value(SecretId="prod/tamarind/database-url")["SecretString"]
