"""Dockets: what customers wrote to the help desk."""

from agents import function_tool
from zenpy import Zenpy

from settings import HELPDESK, SENDER, secret


def helpdesk() -> Zenpy:
    return Zenpy(subdomain=HELPDESK, email=SENDER, token=secret("zendesk-token"))


@function_tool
def read_docket(docket_id: int) -> str:
    """Everything the customer and the desk wrote in a docket, oldest first.

    Args:
        docket_id: Number of the docket.
    """
    client = helpdesk()
    docket = client.tickets(id=docket_id)
    comments = [comment.plain_body for comment in client.tickets.comments(ticket=docket_id)]
    return "\n\n".join([docket.subject, *comments])
