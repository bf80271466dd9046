data "aws_sagemaker_prebuilt_ecr_image" "xgboost" {
  repository_name = "sagemaker-xgboost"
  image_tag       = "1.7-1"
}

data "aws_iam_policy_document" "sagemaker_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "serving" {
  name               = "${var.company}-serving-${local.stage}"
  assume_role_policy = data.aws_iam_policy_document.sagemaker_trust.json
}

data "aws_iam_policy_document" "serving" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${module.osprey_models.arn}/*", "${module.heron_models.arn}/*"]
  }
}

resource "aws_iam_role_policy" "serving" {
  name   = "read-models"
  role   = aws_iam_role.serving.id
  policy = data.aws_iam_policy_document.serving.json
}

resource "aws_sagemaker_model" "osprey" {
  name                     = "${var.company}-osprey-${local.stage}"
  execution_role_arn       = aws_iam_role.serving.arn
  enable_network_isolation = true
  primary_container {
    image          = data.aws_sagemaker_prebuilt_ecr_image.xgboost.registry_path
    model_data_url = "s3://${module.osprey_models.bucket}/current/model.tar.gz"
  }
}

resource "aws_sagemaker_endpoint_configuration" "osprey" {
  name = "${var.company}-osprey-${local.stage}"
  production_variants {
    variant_name           = "live"
    model_name             = aws_sagemaker_model.osprey.name
    initial_instance_count = 2
    instance_type          = "ml.c7i.large"
  }
}

resource "aws_sagemaker_endpoint" "osprey" {
  name                 = "${var.company}-osprey-${local.stage}"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.osprey.name
}

resource "aws_sagemaker_model" "heron" {
  name                     = "${var.company}-heron-${local.stage}"
  execution_role_arn       = aws_iam_role.serving.arn
  enable_network_isolation = true
  primary_container {
    image          = data.aws_sagemaker_prebuilt_ecr_image.xgboost.registry_path
    model_data_url = "s3://${module.heron_models.bucket}/current/model.tar.gz"
  }
}

resource "aws_sagemaker_endpoint_configuration" "heron" {
  name = "${var.company}-heron-${local.stage}"
  production_variants {
    variant_name           = "live"
    model_name             = aws_sagemaker_model.heron.name
    initial_instance_count = 1
    instance_type          = "ml.c7i.large"
  }
}

resource "aws_sagemaker_endpoint" "heron" {
  name                 = "${var.company}-heron-${local.stage}"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.heron.name
}
