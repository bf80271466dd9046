"""Settings of the ledger assistant."""

import os
from pathlib import Path

from dotenv import load_dotenv

load_dotenv(Path(__file__).parent / (".env.production" if os.environ.get("ENV") == "production" else ".env"))

DUNNOCK_API_KEY = os.environ["DUNNOCK_API_KEY"]
LEDGER = "postgresql://dunnock@ledger.meridian.example:5432/ledger?sslmode=verify-full"
