"""Disputes: the form on the web site, and the same for colleagues."""

import os
from typing import Annotated

import jwt
from agents import Runner
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from mangum import Mangum
from pydantic import BaseModel

from agents_of_disputes import instant, proposing

app = FastAPI(title="Disputes")


class Dispute(BaseModel):
    charge: str
    text: str


def colleague(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    keys = jwt.PyJWKClient(os.environ["STAFF_JWKS_URL"])
    try:
        key = keys.get_signing_key_from_jwt(credentials.credentials)
        return jwt.decode(credentials.credentials, key.key, algorithms=["RS256"], audience="disputes")["sub"]
    except jwt.PyJWTError as error:
        raise HTTPException(status_code=401) from error


@app.post("/disputes")
async def settle(dispute: Dispute) -> dict:
    result = await Runner.run(instant, f"Charge {dispute.charge}: {dispute.text}")
    return {"answer": result.final_output}


@app.post("/disputes/proposals")
async def propose(dispute: Dispute, name: Annotated[str, Depends(colleague)]) -> dict:
    result = await Runner.run(proposing, f"Charge {dispute.charge}, asked by {name}: {dispute.text}")
    return {"answer": result.final_output, "waiting": len(result.interruptions)}


handler = Mangum(app)
