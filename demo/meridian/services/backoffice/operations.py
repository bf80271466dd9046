"""Tells the platform team how the functions are doing."""

from datetime import UTC, datetime, timedelta

import boto3
from agents import Agent, Runner, function_tool


@function_tool
def error_count(function_name: str, hours: int) -> float:
    """Errors of a function in the last hours."""
    now = datetime.now(UTC)
    answer = boto3.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Dimensions=[{"Name": "FunctionName", "Value": function_name}],
        StartTime=now - timedelta(hours=hours),
        EndTime=now,
        Period=3600,
        Statistics=["Sum"],
    )
    return sum(point["Sum"] for point in answer["Datapoints"])


operations = Agent(
    name="Dunlin ops",
    instructions="Report the health of our functions in three sentences.",
    model="gpt-4.1-mini",
    tools=[error_count],
)


def handle(event: dict, _context: object) -> str:
    return Runner.run_sync(operations, f"Functions: {', '.join(event['functions'])}").final_output
