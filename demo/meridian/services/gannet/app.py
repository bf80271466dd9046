"""Behind the "ask about this product" box of our partner shops."""

from fastapi import FastAPI, Request

from agent import shopping

app = FastAPI()


@app.post("/product-help")
async def product_help(request: Request) -> dict:
    body = await request.json()
    result = await shopping.ainvoke(
        {
            "messages": [
                {"role": "system", "content": f"You stand in the shop {body['shop']}, beside the product {body['product']}."},
                {"role": "user", "content": body["question"]},
            ]
        }
    )
    return {"answer": result["messages"][-1].text}
