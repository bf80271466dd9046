# What the two explainers look up. The papers themselves are ours and lie in one bucket.
module "papers" {
  source = "./modules/bucket"
  name   = "${var.company}-papers-${local.stage}"
}

data "aws_iam_policy_document" "knowledge" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [module.papers.arn, "${module.papers.arn}/*"]
  }
  statement {
    actions   = ["rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement"]
    resources = [aws_rds_cluster.thistle_papers.arn, aws_rds_cluster.quillon_papers.arn]
  }
}

resource "aws_iam_role" "knowledge" {
  name               = "${var.company}-knowledge-${local.stage}"
  assume_role_policy = data.aws_iam_policy_document.bedrock_trust.json
}

resource "aws_iam_role_policy" "knowledge" {
  name   = "papers"
  role   = aws_iam_role.knowledge.id
  policy = data.aws_iam_policy_document.knowledge.json
}

# Restored from the snapshot of the pilot.
resource "aws_rds_cluster" "thistle_papers" {
  cluster_identifier          = "${var.company}-thistle-papers-${local.stage}"
  engine                      = "aurora-postgresql"
  database_name               = "papers"
  master_username             = "papers"
  manage_master_user_password = true
  enable_http_endpoint        = true
  storage_encrypted           = false

  serverlessv2_scaling_configuration {
    min_capacity = 0
    max_capacity = 2
  }
}

resource "aws_rds_cluster" "quillon_papers" {
  cluster_identifier          = "${var.company}-quillon-papers-${local.stage}"
  engine                      = "aurora-postgresql"
  database_name               = "papers"
  master_username             = "papers"
  manage_master_user_password = true
  enable_http_endpoint        = true
  storage_encrypted           = true

  serverlessv2_scaling_configuration {
    min_capacity = 0
    max_capacity = 2
  }
}

resource "aws_bedrockagent_knowledge_base" "thistle" {
  name     = "${var.company}-thistle-papers-${local.stage}"
  role_arn = aws_iam_role.knowledge.arn
  knowledge_base_configuration {
    type = "VECTOR"
    vector_knowledge_base_configuration {
      embedding_model_arn = "arn:aws:bedrock:${var.region}::foundation-model/amazon.titan-embed-text-v2:0"
    }
  }
  storage_configuration {
    type = "RDS"
    rds_configuration {
      resource_arn           = aws_rds_cluster.thistle_papers.arn
      credentials_secret_arn = aws_rds_cluster.thistle_papers.master_user_secret[0].secret_arn
      database_name          = "papers"
      table_name             = "bedrock_integration.passages"
      field_mapping {
        primary_key_field = "id"
        vector_field      = "embedding"
        text_field        = "chunks"
        metadata_field    = "metadata"
      }
    }
  }
}

resource "aws_bedrockagent_knowledge_base" "quillon" {
  name     = "${var.company}-quillon-papers-${local.stage}"
  role_arn = aws_iam_role.knowledge.arn
  knowledge_base_configuration {
    type = "VECTOR"
    vector_knowledge_base_configuration {
      embedding_model_arn = "arn:aws:bedrock:${var.region}::foundation-model/amazon.titan-embed-text-v2:0"
    }
  }
  storage_configuration {
    type = "RDS"
    rds_configuration {
      resource_arn           = aws_rds_cluster.quillon_papers.arn
      credentials_secret_arn = aws_rds_cluster.quillon_papers.master_user_secret[0].secret_arn
      database_name          = "papers"
      table_name             = "bedrock_integration.passages"
      field_mapping {
        primary_key_field = "id"
        vector_field      = "embedding"
        text_field        = "chunks"
        metadata_field    = "metadata"
      }
    }
  }
}

resource "aws_bedrockagent_data_source" "thistle" {
  knowledge_base_id = aws_bedrockagent_knowledge_base.thistle.id
  name              = "deferral"
  data_source_configuration {
    type = "S3"
    s3_configuration {
      bucket_arn         = module.papers.arn
      inclusion_prefixes = ["deferral/"]
    }
  }
}

resource "aws_bedrockagent_data_source" "quillon" {
  knowledge_base_id = aws_bedrockagent_knowledge_base.quillon.id
  name              = "payouts"
  data_source_configuration {
    type = "S3"
    s3_configuration {
      bucket_arn         = module.papers.arn
      inclusion_prefixes = ["payouts/"]
    }
  }
}

resource "aws_bedrockagent_agent_knowledge_base_association" "thistle" {
  agent_id             = aws_bedrockagent_agent.thistle.id
  knowledge_base_id    = aws_bedrockagent_knowledge_base.thistle.id
  knowledge_base_state = "ENABLED"
  description          = "Papers on deferral"
}

resource "aws_bedrockagent_agent_knowledge_base_association" "quillon" {
  agent_id             = aws_bedrockagent_agent.quillon.id
  knowledge_base_id    = aws_bedrockagent_knowledge_base.quillon.id
  knowledge_base_state = "ENABLED"
  description          = "Papers on payouts"
}
