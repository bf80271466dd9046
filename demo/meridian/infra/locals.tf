locals {
  stages  = { production = "prod", staging = "stg" }
  stage   = local.stages[var.environment]
  account = data.aws_caller_identity.current.account_id

  osprey_intake     = "${var.company}-osprey-intake-${local.stage}"
  osprey_models     = "${var.company}-osprey-models-${local.stage}"
  heron_history     = "${var.company}-heron-history-${local.stage}"
  heron_bureau      = "${var.company}-heron-bureau-${local.stage}"
  heron_models      = "${var.company}-heron-models-${local.stage}"
  saltmarsh_surveys = "${var.company}-saltmarsh-surveys-${local.stage}"
  saltmarsh_models  = "${var.company}-saltmarsh-models-${local.stage}"
  gannet_sheets     = "${var.company}-gannet-sheets-${local.stage}"
}
