terraform {
  required_version = ">= 1.9"
  required_providers {
    archive = { source = "hashicorp/archive", version = "~> 2.7" }
    aws     = { source = "hashicorp/aws", version = "~> 6.14" }
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { company = var.company, environment = var.environment }
  }
}

data "aws_caller_identity" "current" {}
