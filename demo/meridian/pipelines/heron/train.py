"""Every night: learn the credit risk score from our own loans and the bureau's scores."""

import pickle
import tarfile
import tempfile
from pathlib import Path

import boto3
import pandas as pd
import xgboost as xgb

from settings import HERON_BUREAU, HERON_HISTORY, HERON_MODELS, MODEL_KEY

BINS = Path(__file__).parents[1] / "artifacts" / "heron_bins.pkl"


def load() -> pd.DataFrame:
    loans = pd.read_parquet(HERON_HISTORY)
    scores = pd.read_parquet(HERON_BUREAU)
    return loans.merge(scores, on="applicant", how="left")


def train(frame: pd.DataFrame) -> xgb.XGBClassifier:
    bins = pickle.loads(BINS.read_bytes())
    for column, edges in bins.items():
        frame[column] = pd.cut(frame[column], edges, labels=False)
    model = xgb.XGBClassifier(n_estimators=250, max_depth=4, monotone_constraints=(1, -1, 0))
    model.fit(frame[list(bins)], frame["defaulted"])
    return model


def publish(model: xgb.XGBClassifier) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        weights = Path(scratch) / "xgboost-model"
        model.save_model(weights)
        bundle = Path(scratch) / "model.tar.gz"
        with tarfile.open(bundle, "w:gz") as archive:
            archive.add(weights, arcname=weights.name)
        boto3.client("s3").upload_file(str(bundle), HERON_MODELS, MODEL_KEY)


if __name__ == "__main__":
    publish(train(load()))
