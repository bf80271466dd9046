"""Where training data comes from and where models go. Bucket names are made the same way in infra/locals.tf."""

STAGE = "prod"

OSPREY_INTAKE = f"s3://meridian-osprey-intake-{STAGE}/chargebacks"
OSPREY_MODELS = f"meridian-osprey-models-{STAGE}"

HERON_HISTORY = f"s3://meridian-heron-history-{STAGE}/loans"
HERON_BUREAU = f"s3://meridian-heron-bureau-{STAGE}/scores"
HERON_MODELS = f"meridian-heron-models-{STAGE}"

SALTMARSH_SURVEYS = f"meridian-saltmarsh-surveys-{STAGE}"
SALTMARSH_MODELS = f"meridian-saltmarsh-models-{STAGE}"

MODEL_KEY = "current/model.tar.gz"
