data "aws_iam_policy_document" "bedrock_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["bedrock.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_iam_role" "bedrock_agents" {
  name               = "${var.company}-bedrock-agents-${local.stage}"
  assume_role_policy = data.aws_iam_policy_document.bedrock_trust.json
}

resource "aws_iam_role_policy" "bedrock_agents" {
  name = "invoke"
  role = aws_iam_role.bedrock_agents.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "arn:aws:bedrock:${var.region}::foundation-model/${local.foundation_model}" }]
  })
}

locals {
  foundation_model = "anthropic.claude-3-5-haiku-20241022-v1:0"
}

resource "aws_bedrock_guardrail" "thistle" {
  name                      = "${var.company}-thistle-${local.stage}"
  blocked_input_messaging   = "I cannot help with that."
  blocked_outputs_messaging = "I cannot answer that."

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }

  sensitive_information_policy_config {
    pii_entities_config {
      type   = "INTERNATIONAL_BANK_ACCOUNT_NUMBER"
      action = "ANONYMIZE"
    }
  }
}

resource "aws_bedrockagent_agent" "thistle" {
  agent_name                  = "${var.company}-thistle-${local.stage}"
  agent_resource_role_arn     = aws_iam_role.bedrock_agents.arn
  foundation_model            = local.foundation_model
  idle_session_ttl_in_seconds = 600
  instruction                 = "You explain to borrowers how deferral works and which papers they need."

  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.thistle.guardrail_id
    guardrail_version    = "DRAFT"
  }
}

resource "aws_bedrockagent_agent" "quillon" {
  agent_name                  = "${var.company}-quillon-${local.stage}"
  agent_resource_role_arn     = aws_iam_role.bedrock_agents.arn
  foundation_model            = local.foundation_model
  idle_session_ttl_in_seconds = 600
  instruction                 = "You explain to merchants how payouts work and when money arrives."
}
