"""What triage and digests read."""

import email
import imaplib
import os

import psycopg
from langchain_core.tools import tool

RECORDS_DSN = "postgresql://backoffice@records.meridian.example:5432/servicing?sslmode=verify-full"


@tool
def inbox_messages(limit: int = 20) -> list[str]:
    """Newest messages in the complaints mailbox."""
    with imaplib.IMAP4_SSL("imap.meridian.example") as box:
        box.login("complaints", os.environ["COMPLAINTS_PASSWORD"])
        box.select("INBOX", readonly=True)
        _, found = box.search(None, "ALL")
        newest = found[0].split()[-limit:]
        parts = [box.fetch(number, "(RFC822)")[1][0][1] for number in newest]
    return [str(email.message_from_bytes(part).get_payload()) for part in parts]


@tool
def borrower_profile(address: str) -> str:
    """The borrower who writes from this e-mail address."""
    with psycopg.connect(RECORDS_DSN) as connection:
        row = connection.execute(
            "SELECT full_name, segment, arrears_days, balance FROM borrowers WHERE email = %s", (address,)
        ).fetchone()
    return str(row)
