"""Every night: who is likely to leave? Learnt from the satisfaction surveys. Read by the growth team, served nowhere."""

import io

import boto3
import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier

from settings import SALTMARSH_MODELS, SALTMARSH_SURVEYS

s3 = boto3.client("s3")


def load() -> pd.DataFrame:
    answers = s3.get_object(Bucket=SALTMARSH_SURVEYS, Key="answers/latest.csv")
    return pd.read_csv(answers["Body"])


def main() -> None:
    frame = load()
    target = frame.pop("left_within_90_days")
    model = GradientBoostingClassifier(max_depth=3).fit(frame, target)
    buffer = io.BytesIO()
    joblib.dump(model, buffer)
    s3.put_object(Bucket=SALTMARSH_MODELS, Key="churn/model.joblib", Body=buffer.getvalue())


if __name__ == "__main__":
    main()
