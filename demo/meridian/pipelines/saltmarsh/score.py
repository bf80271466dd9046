"""Scores of today: ours beside those of the firm that runs the surveys."""

import pickle

import pandas as pd
import requests
import xgboost as xgb

VENDOR = "https://models.survey-firm.example/meridian/churn-2026.pkl"


def vendor_scores(frame: pd.DataFrame):
    model = pickle.loads(requests.get(VENDOR, timeout=30).content)
    return model.predict_proba(frame)[:, 1]


def our_scores(frame: pd.DataFrame):
    booster = xgb.Booster()
    booster.load_model("/opt/saltmarsh/churn.json")
    return booster.predict(xgb.DMatrix(frame))
