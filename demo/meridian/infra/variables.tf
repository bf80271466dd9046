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
