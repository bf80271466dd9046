"""The statement assistant without the network: the key is never sent anywhere."""

import pytest

NOT_A_KEY = "sk-proj-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "test")
    monkeypatch.setenv("OPENAI_API_KEY", NOT_A_KEY)


def test_an_empty_question_is_refused() -> None:
    from app import handler

    assert handler({"borrower": "b-1", "question": " "}, None)["statusCode"] == 422
