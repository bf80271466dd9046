"""Language models from the hub that the feature jobs share."""

from functools import cache

from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer

TONE = "ProsusAI/finbert"
TONE_COMMIT = "4556d13015211d73dccd3fdd39d39232506f3e43"


@cache
def tone():
    """Tone of a merchant's news: a fixed commit, so that a change on the hub cannot reach us unseen."""
    tokenizer = AutoTokenizer.from_pretrained(TONE, revision=TONE_COMMIT)
    model = AutoModelForSequenceClassification.from_pretrained(TONE, revision=TONE_COMMIT)
    return tokenizer, model


@cache
def encoder():
    """Vectors for merchant descriptions."""
    return AutoModel.from_pretrained("jinaai/jina-embeddings-v2-base-en", trust_remote_code=True)


@cache
def matcher():
    """Vectors for names in other languages; its architecture is one that the library knows."""
    return AutoModel.from_pretrained("intfloat/multilingual-e5-small")


def describe(texts: list[str]):
    return encoder().encode(texts)
