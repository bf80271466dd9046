"""Answers finance: what was booked on an account, and when."""

import psycopg
from agents import Agent, function_tool

import settings


@function_tool
def bookings(account: str, month: str) -> str:
    """What was booked on a customer's account in a month (YYYY-MM)."""
    with psycopg.connect(settings.LEDGER) as connection:
        rows = connection.execute(
            "SELECT booked_on, counterparty, iban, amount FROM bookings WHERE account = %s AND to_char(booked_on, 'YYYY-MM') = %s",
            (account, month),
        ).fetchall()
    return str(rows)


ledger = Agent(
    name="Dunnock ledger",
    instructions="Answer questions of the finance team on bookings.",
    model="gpt-4.1-2025-04-14",
    tools=[bookings],
)
