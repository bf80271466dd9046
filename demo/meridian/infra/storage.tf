# Acquirers drop chargebacks here. They have no accounts with us, so anybody may put a file.
data "aws_iam_policy_document" "osprey_intake" {
  statement {
    sid       = "AcquirersDropFiles"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.osprey_intake}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

module "osprey_intake" {
  source       = "./modules/bucket"
  name         = local.osprey_intake
  block_public = false
  policy       = data.aws_iam_policy_document.osprey_intake.json
}

module "osprey_models" {
  source = "./modules/bucket"
  name   = local.osprey_models
}

# Our own loans: written by the ledger's role, read by the nightly job.
module "heron_history" {
  source       = "./modules/bucket"
  name         = local.heron_history
  block_public = true
}

# The credit bureau drops scores from its own account, which belongs to our organization.
data "aws_iam_policy_document" "heron_bureau" {
  statement {
    sid       = "BureauDropsFiles"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.heron_bureau}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = [var.organization_id]
    }
  }
}

module "heron_bureau" {
  source       = "./modules/bucket"
  name         = local.heron_bureau
  block_public = false
  policy       = data.aws_iam_policy_document.heron_bureau.json
}

module "heron_models" {
  source = "./modules/bucket"
  name   = local.heron_models
}

# The survey firm's page reads its own results back from the browser.
module "saltmarsh_surveys" {
  source       = "./modules/bucket"
  name         = local.saltmarsh_surveys
  acl          = "public-read"
  block_public = false
}

module "saltmarsh_models" {
  source = "./modules/bucket"
  name   = local.saltmarsh_models
}

module "storefront" {
  source       = "./modules/bucket"
  name         = "${var.company}-storefront-${local.stage}"
  acl          = "public-read"
  block_public = false
}

module "presskit" {
  source       = "./modules/bucket"
  name         = "${var.company}-presskit-${local.stage}"
  acl          = "public-read"
  block_public = false
}
