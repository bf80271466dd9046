"""The help box of the web site."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from mangum import Mangum
from pydantic import BaseModel, Field

from agent import helper

app = FastAPI(title="Help")
app.add_middleware(CORSMiddleware, allow_origins=["https://www.meridian.example"], allow_methods=["POST"])


class Question(BaseModel):
    text: str = Field(max_length=2000)


@app.post("/ask")
def ask(question: Question) -> dict:
    result = helper.invoke({"messages": [{"role": "user", "content": question.text}]})
    return {"answer": result["messages"][-1].text}


handler = Mangum(app)
