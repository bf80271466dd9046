# Roles of the service accounts in deploy/.
data "aws_iam_openid_connect_provider" "cluster" {
  url = var.cluster_issuer
}

locals {
  accounts = {
    avocet  = "prod:avocet"
    wagtail = "prod:wagtail"
    wigeon  = "research:wigeon"
  }
}

data "aws_iam_policy_document" "account_trust" {
  for_each = local.accounts
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [data.aws_iam_openid_connect_provider.cluster.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${replace(var.cluster_issuer, "https://", "")}:sub"
      values   = ["system:serviceaccount:${each.value}"]
    }
  }
}

resource "aws_iam_role" "account" {
  for_each           = local.accounts
  name               = "${var.company}-${each.key}-${local.stage}"
  assume_role_policy = data.aws_iam_policy_document.account_trust[each.key].json
}

resource "aws_iam_role_policy" "wigeon" {
  name = "history"
  role = aws_iam_role.account["wigeon"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = [module.heron_history.arn, "${module.heron_history.arn}/*"] }]
  })
}

resource "aws_iam_role_policy" "wagtail" {
  name = "secrets"
  role = aws_iam_role.account["wagtail"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:${var.region}:${local.account}:secret:prod/wagtail/*" }]
  })
}
