"""The same three things the desk does, but a reply waits until a colleague has confirmed it."""

import os

import boto3
import psycopg
import requests
from agents import function_tool

HELPDESK = "https://meridian-lending.zendesk.com/api/v2"
RECORDS_DSN = "postgresql://juniper@records.meridian.example:5432/servicing?sslmode=verify-full"

mail = boto3.client("sesv2")


@function_tool
def open_docket(docket_id: int) -> list[str]:
    """What the customer wrote in a docket."""
    answer = requests.get(
        f"{HELPDESK}/tickets/{docket_id}/comments.json",
        headers={"Authorization": f"Bearer {os.environ['ZENDESK_TOKEN']}"},
        timeout=10,
    )
    answer.raise_for_status()
    return [comment["plain_body"] for comment in answer.json()["comments"]]


@function_tool
def find_borrower(loan_number: str) -> str:
    """The record of a borrower by loan number."""
    with psycopg.connect(RECORDS_DSN) as connection:
        row = connection.execute(
            "SELECT full_name, email, balance, arrears_days FROM borrowers WHERE loan_number = %s", (loan_number,)
        ).fetchone()
    return str(row)


@function_tool(needs_approval=True)
def send_reply(to: str, subject: str, body: str) -> str:
    """Send an e-mail, once a colleague has confirmed it."""
    answer = mail.send_email(
        FromEmailAddress="care@meridian.example",
        Destination={"ToAddresses": [to]},
        Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": body}}}},
    )
    return answer["MessageId"]
