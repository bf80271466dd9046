# The shop help: one machine, because the shops' widget wants a fixed address.
data "aws_ami" "al2023" {
  most_recent = true
  owners      = ["amazon"]
  filter {
    name   = "name"
    values = ["al2023-ami-2023.*-x86_64"]
  }
}

resource "aws_security_group" "gannet" {
  name   = "${var.company}-gannet-${local.stage}"
  vpc_id = var.vpc

  ingress {
    description = "shoppers"
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_iam_role" "gannet" {
  name = "${var.company}-gannet-${local.stage}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "gannet" {
  name = "sheets"
  role = aws_iam_role.gannet.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = [module.gannet_sheets.arn, "${module.gannet_sheets.arn}/*"] }]
  })
}

resource "aws_iam_instance_profile" "gannet" {
  name = "${var.company}-gannet-${local.stage}"
  role = aws_iam_role.gannet.name
}

resource "aws_instance" "gannet" {
  ami                         = data.aws_ami.al2023.id
  instance_type               = "t3.large"
  subnet_id                   = var.public_subnet
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.gannet.id]
  iam_instance_profile        = aws_iam_instance_profile.gannet.name

  user_data = <<-SCRIPT
    #!/bin/sh
    dnf install -y docker && systemctl enable --now docker
    aws ecr get-login-password --region eu-central-1 | docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-central-1.amazonaws.com
    docker run -d --restart always --env-file /etc/gannet.env -p 80:8080 111122223333.dkr.ecr.eu-central-1.amazonaws.com/meridian/gannet:0.2.0
  SCRIPT

  metadata_options {
    http_tokens = "required"
  }

  tags = { Name = "${var.company}-gannet-${local.stage}" }
}

# Shops put their product sheets here from the browser, without an account.
data "aws_iam_policy_document" "gannet_sheets" {
  statement {
    sid       = "ShopsUploadSheets"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::${local.gannet_sheets}/inbox/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

module "gannet_sheets" {
  source       = "./modules/bucket"
  name         = local.gannet_sheets
  block_public = false
  policy       = data.aws_iam_policy_document.gannet_sheets.json
}
