import type { CheckCase } from '../../check.ts';

const EVERYBODY = 'Principal = { AWS = "*" }, Action = "es:*", Resource = "*"';

function domain(name: string, statement: string, more = ''): string {
  return `resource "aws_opensearch_domain" "${name}" {
  domain_name     = "${name}"
  engine_version  = "OpenSearch_2.17"
  access_policies = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", ${statement} }] })
${more}}
`;
}

export default [
  {
    name: 'Aurora with pgvector, Cloud SQL and Azure PostgreSQL that every address reaches',
    files: {
      'aws.tf':
        'resource "aws_rds_cluster" "a" {\n  cluster_identifier = "embeddings"\n  engine             = "aurora-postgresql"\n}\nresource "aws_rds_cluster_instance" "a" {\n  cluster_identifier  = aws_rds_cluster.a.id\n  publicly_accessible = true\n}\n',
      'gcp.tf':
        'resource "google_sql_database_instance" "a" {\n  name             = "rag"\n  database_version = "POSTGRES_16"\n  settings {\n    ip_configuration {\n      authorized_networks {\n        value = "0.0.0.0/0"\n      }\n    }\n  }\n}\n',
      'azure.tf':
        'resource "azurerm_postgresql_flexible_server" "a" {\n  name = "vectors"\n}\nresource "azurerm_postgresql_flexible_server_firewall_rule" "all" {\n  server_id        = azurerm_postgresql_flexible_server.a.id\n  start_ip_address = "0.0.0.0"\n  end_ip_address   = "255.255.255.255"\n}\n',
    },
    expect: [
      { file: 'aws.tf', line: 7, asset: 'embeddings', severity: 'medium' },
      { file: 'gcp.tf', line: 7, asset: 'rag', severity: 'medium' },
      { file: 'azure.tf', line: 4, asset: 'vectors', severity: 'medium' },
    ],
    source: 'https://docs.aws.amazon.com/securityhub/latest/userguide/rds-controls.html#rds-2',
  },
  {
    name: 'OpenSearch with a policy for everybody: without a sign-in, and with one',
    files: {
      'search.tf':
        domain('claim-vectors', EVERYBODY) +
        domain('leaflet-vectors', EVERYBODY, '  advanced_security_options {\n    enabled = true\n  }\n'),
    },
    expect: [
      { file: 'search.tf', line: 4, asset: 'claim-vectors', severity: 'high' },
      { file: 'search.tf', line: 9, asset: 'leaflet-vectors', severity: 'medium' },
    ],
    source: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html#ac-types-resource',
  },
  {
    name: 'the same policy inside a VPC, for the addresses of an office, and one for a role',
    files: {
      'search.tf':
        domain('inner-vectors', EVERYBODY, '  vpc_options {\n    subnet_ids = ["subnet-1"]\n  }\n') +
        domain('office-vectors', `${EVERYBODY}, Condition = { IpAddress = { "aws:SourceIp" = ["198.51.100.0/24"] } }`) +
        domain('role-vectors', 'Principal = { AWS = "arn:aws:iam::111122223333:role/ask" }, Action = "es:ESHttpGet", Resource = "*"'),
    },
    expect: [],
  },
  {
    name: 'inside the network, or for the addresses of an office',
    files: {
      'aws.tf':
        'resource "aws_db_instance" "a" {\n  identifier          = "embeddings"\n  engine              = "postgres"\n  publicly_accessible = false\n}\n',
      'gcp.tf':
        'resource "google_sql_database_instance" "a" {\n  name             = "rag"\n  database_version = "POSTGRES_16"\n  settings {\n    ip_configuration {\n      authorized_networks {\n        value = "198.51.100.0/24"\n      }\n    }\n  }\n}\n',
      'azure.tf':
        'resource "azurerm_postgresql_flexible_server" "a" {\n  name = "vectors"\n}\nresource "azurerm_postgresql_flexible_server_firewall_rule" "office" {\n  server_id        = azurerm_postgresql_flexible_server.a.id\n  start_ip_address = "198.51.100.1"\n  end_ip_address   = "198.51.100.9"\n}\n',
    },
    expect: [],
  },
] satisfies CheckCase[];
