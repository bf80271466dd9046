"""The desk's web application calls this; only staff with a valid token get in."""

import os
from typing import Annotated

import jwt
from agents import Runner
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from mangum import Mangum
from pydantic import BaseModel

from agent import assisted_desk

app = FastAPI(title="Assisted desk")
keys = jwt.PyJWKClient(os.environ["STAFF_JWKS_URL"])


def staff(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    try:
        key = keys.get_signing_key_from_jwt(credentials.credentials)
        return jwt.decode(credentials.credentials, key.key, algorithms=["RS256"], audience="desk")["sub"]
    except jwt.PyJWTError as error:
        raise HTTPException(status_code=401) from error


class Task(BaseModel):
    docket: int


@app.post("/desk")
async def propose(task: Task, colleague: Annotated[str, Depends(staff)]) -> dict:
    result = await Runner.run(assisted_desk, f"Docket {task.docket}, handled by {colleague}.")
    waiting = [{"tool": item.name, "arguments": item.arguments} for item in result.interruptions]
    return {"answer": result.final_output, "waiting": waiting, "state": result.to_state().to_json()}


handler = Mangum(app)
