"""Mail to the outside."""

import boto3
from agents import function_tool

from settings import SENDER

mail = boto3.client("sesv2")


@function_tool(needs_approval=True)
def send_note(to: str, subject: str, body: str) -> str:
    """Send an e-mail.

    Args:
        to: Address of the person who should get it.
        subject: One line.
        body: Plain text.
    """
    answer = mail.send_email(
        FromEmailAddress=SENDER,
        Destination={"ToAddresses": [to]},
        Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": body}}}},
    )
    return f"Sent: {answer['MessageId']}"
