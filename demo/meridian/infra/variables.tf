variable "company" {
  type        = string
  description = "First part of every name"
}

variable "environment" {
  type    = string
  default = "staging"
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "organization_id" {
  type        = string
  description = "Our AWS organization: the credit bureau's account is a member"
}

variable "private_subnet" {
  type = string
}

variable "notebook_security_group" {
  type = string
}

variable "vpc" {
  type = string
}

variable "public_subnet" {
  type = string
}

variable "cluster_issuer" {
  type        = string
  description = "Issuer of the cluster's service account tokens"
}
