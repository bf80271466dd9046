"""Called by the finance team's spreadsheets and by the month-end job."""

import hmac
from typing import Annotated

from agents import Runner
from fastapi import Depends, FastAPI, Header, HTTPException
from mangum import Mangum
from pydantic import BaseModel

import settings
from agent import ledger

app = FastAPI(title="Ledger assistant")


def with_key(x_api_key: Annotated[str, Header()]) -> None:
    if not hmac.compare_digest(x_api_key, settings.DUNNOCK_API_KEY):
        raise HTTPException(status_code=401)


class Question(BaseModel):
    text: str


@app.post("/ledger", dependencies=[Depends(with_key)])
async def ask(question: Question) -> dict:
    result = await Runner.run(ledger, question.text)
    return {"answer": result.final_output}


handler = Mangum(app)
