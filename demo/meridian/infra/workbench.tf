resource "aws_iam_role" "workbench" {
  name               = "${var.company}-workbench-${local.stage}"
  assume_role_policy = data.aws_iam_policy_document.sagemaker_trust.json
}

data "aws_iam_policy_document" "workbench" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [module.heron_history.arn, "${module.heron_history.arn}/*"]
  }
}

resource "aws_iam_role_policy" "workbench" {
  name   = "read-history"
  role   = aws_iam_role.workbench.id
  policy = data.aws_iam_policy_document.workbench.json
}

# For the summer interns.
resource "aws_sagemaker_notebook_instance" "osprey" {
  name                   = "${var.company}-osprey-scratch-${local.stage}"
  role_arn               = aws_iam_role.workbench.arn
  instance_type          = "ml.t3.large"
  direct_internet_access = "Enabled"
  root_access            = "Enabled"
}

resource "aws_sagemaker_notebook_instance" "heron" {
  name                   = "${var.company}-heron-research-${local.stage}"
  role_arn               = aws_iam_role.workbench.arn
  instance_type          = "ml.t3.large"
  subnet_id              = var.private_subnet
  security_groups        = [var.notebook_security_group]
  direct_internet_access = "Disabled"
  root_access            = "Disabled"

  instance_metadata_service_configuration {
    minimum_instance_metadata_service_version = "2"
  }
}
