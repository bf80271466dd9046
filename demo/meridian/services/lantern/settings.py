"""Settings of the desk agent. Secrets come from the secret manager at start and never stand here."""

import os
from functools import cache

import boto3

DESK_MODEL = "gpt-4.1-2025-04-14"
HELPDESK = "meridian-lending"
RECORDS_DSN = "postgresql://lantern@records.meridian.example:5432/servicing?sslmode=verify-full"
SENDER = "care@meridian.example"


@cache
def secret(name: str) -> str:
    manager = boto3.client("secretsmanager")
    return manager.get_secret_value(SecretId=f"prod/lantern/{name}")["SecretString"]


def load() -> None:
    os.environ["OPENAI_API_KEY"] = secret("openai-api-key")
    os.environ["PGPASSWORD"] = secret("records-password")
