"""Look at a draft before it goes to the newsletter tool: `flask --app preview run`."""

from flask import Flask, request
from markupsafe import escape

from draft import draft

app = Flask(__name__)


@app.get("/preview")
def preview() -> str:
    return f"<!doctype html><article>{draft(request.args['topic'], 'borrowers')}</article>"


@app.get("/plain")
def plain() -> str:
    return f"<!doctype html><pre>{escape(draft(request.args['topic'], 'borrowers'))}</pre>"
