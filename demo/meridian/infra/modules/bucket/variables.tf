variable "name" {
  type = string
}

variable "acl" {
  type        = string
  default     = "private"
  description = "Canned ACL"
}

variable "block_public" {
  type        = bool
  default     = true
  description = "Switch all four public access blocks on"
}

variable "policy" {
  type        = string
  default     = null
  description = "Bucket policy document (JSON)"
}
