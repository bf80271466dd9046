variable "name" {
  type = string
}

variable "source_dir" {
  type        = string
  description = "Folder that is packed as it is"
}

variable "handler" {
  type = string
}

variable "environment" {
  type    = map(string)
  default = {}
}

variable "policy" {
  type        = string
  description = "What the function may do (JSON)"
}

variable "url_authorization" {
  type        = string
  default     = null
  description = "NONE or AWS_IAM gives the function a public address; null gives none"
}
