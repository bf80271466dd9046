"""Borrowers: the production records of loans and people."""

import psycopg
from agents import function_tool
from psycopg.rows import dict_row

from settings import RECORDS_DSN

COLUMNS = "full_name, email, phone, date_of_birth, iban, balance, arrears_days, income"


@function_tool
def borrower_record(reference: str) -> dict | str:
    """The record of a borrower by loan number, e-mail or name.

    Args:
        reference: Loan number, e-mail address or full name.
    """
    with psycopg.connect(RECORDS_DSN, row_factory=dict_row) as connection:
        row = connection.execute(
            f"SELECT {COLUMNS} FROM borrowers WHERE loan_number = %(r)s OR email = %(r)s OR full_name = %(r)s",
            {"r": reference},
        ).fetchone()
    return row or "No such borrower."
