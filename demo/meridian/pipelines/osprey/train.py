"""Every night: learn the card fraud score again from the chargebacks that acquirers dropped since yesterday."""

import tarfile
import tempfile
from datetime import date, timedelta
from pathlib import Path

import boto3
import pandas as pd
import xgboost as xgb

import settings

FEATURES = ["amount", "merchant_risk", "country_pair", "device_age_days", "attempts_1h"]


def load(days: int = 30) -> pd.DataFrame:
    since = date.today() - timedelta(days=days)
    return pd.read_parquet(settings.OSPREY_INTAKE, filters=[("day", ">=", since.isoformat())])


def train(frame: pd.DataFrame) -> xgb.XGBClassifier:
    model = xgb.XGBClassifier(n_estimators=400, max_depth=6, learning_rate=0.08, eval_metric="aucpr")
    model.fit(frame[FEATURES], frame["charged_back"])
    return model


def publish(model: xgb.XGBClassifier) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        weights = Path(scratch) / "xgboost-model"
        model.save_model(weights)
        bundle = Path(scratch) / "model.tar.gz"
        with tarfile.open(bundle, "w:gz") as archive:
            archive.add(weights, arcname=weights.name)
        boto3.client("s3").upload_file(str(bundle), settings.OSPREY_MODELS, settings.MODEL_KEY)


if __name__ == "__main__":
    publish(train(load()))
