"""Loan arithmetic for assistants, over MCP."""

from mcp.server.fastmcp import FastMCP

server = FastMCP("osier")


@server.tool()
def monthly_rate(principal: float, yearly_percent: float, months: int) -> float:
    """Monthly instalment of an annuity loan."""
    rate = yearly_percent / 1200
    return principal / months if rate == 0 else principal * rate / (1 - (1 + rate) ** -months)


@server.tool()
def remaining_balance(principal: float, yearly_percent: float, months: int, paid: int) -> float:
    """What is left to pay after a number of instalments."""
    rate = yearly_percent / 1200
    instalment = monthly_rate(principal, yearly_percent, months)
    balance = principal
    for _ in range(paid):
        balance += balance * rate - instalment
    return max(balance, 0.0)


if __name__ == "__main__":
    server.run(transport="stdio")
