module "lantern" {
  source      = "./modules/service"
  name        = "${var.company}-lantern-${local.stage}"
  source_dir  = "${path.module}/../services/lantern"
  handler     = "handler.handle"
  environment = { ENV = var.environment }
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "ses:SendEmail", Resource = "arn:aws:ses:${var.region}:${local.account}:identity/meridian.example" },
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:${var.region}:${local.account}:secret:prod/lantern/*" },
    ]
  })
}

module "juniper" {
  source            = "./modules/service"
  name              = "${var.company}-juniper-${local.stage}"
  source_dir        = "${path.module}/../services/juniper"
  handler           = "app.handler"
  environment       = { ENV = var.environment, STAFF_JWKS_URL = "https://id.meridian.example/jwks.json" }
  url_authorization = "NONE" # browsers of the desk call it; the application checks the staff token
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "ses:SendEmail", Resource = "arn:aws:ses:${var.region}:${local.account}:identity/meridian.example" }]
  })
}

module "tamarind" {
  source      = "./modules/service"
  name        = "${var.company}-tamarind-${local.stage}"
  source_dir  = "${path.module}/../services/tamarind"
  handler     = "app.handler"
  environment = { ENV = var.environment }
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:${var.region}:${local.account}:secret:prod/tamarind/*" }]
  })
}

module "plover" {
  source            = "./modules/service"
  name              = "${var.company}-plover-${local.stage}"
  source_dir        = "${path.module}/../services/plover"
  handler           = "app.handler"
  url_authorization = "NONE"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "arn:aws:logs:${var.region}:${local.account}:log-group:/aws/lambda/*" }]
  })
}

module "bramble" {
  source            = "./modules/service"
  name              = "${var.company}-bramble-${local.stage}"
  source_dir        = "${path.module}/../services/backoffice"
  handler           = "digest.handler"
  url_authorization = "AWS_IAM"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:${var.region}:${local.account}:secret:prod/bramble/*" }]
  })
}

module "dunlin" {
  source     = "./modules/service"
  name       = "${var.company}-dunlin-${local.stage}"
  source_dir = "${path.module}/../services/backoffice"
  handler    = "operations.handle"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}

module "turnstone" {
  source            = "./modules/service"
  name              = "${var.company}-turnstone-${local.stage}"
  source_dir        = "${path.module}/../services/turnstone"
  handler           = "app.handler"
  environment       = { ENV = var.environment, STAFF_JWKS_URL = "https://id.meridian.example/jwks.json" }
  url_authorization = "NONE" # the form on the web site posts to it
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = "arn:aws:secretsmanager:${var.region}:${local.account}:secret:prod/turnstone/*" }]
  })
}

module "dunnock" {
  source      = "./modules/service"
  name        = "${var.company}-dunnock-${local.stage}"
  source_dir  = "${path.module}/../services/dunnock"
  handler     = "app.handler"
  environment = { ENV = var.environment }
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"], Resource = "arn:aws:logs:${var.region}:${local.account}:log-group:/aws/lambda/*" }]
  })
}
