import type { DetectorCase } from '../../detector.ts';

export const GCP_CASES: DetectorCase[] = [
  {
    name: 'a bucket anybody reads, one where that is prevented, and who may write',
    files: {
      'gcs.tf': `provider "google" {
  project = "harbour-ml"
  region  = "europe-west1"
}
resource "google_storage_bucket" "open" {
  name     = "harbour-corpus"
  location = "EU"
  labels   = { env = "prod" }
}
resource "google_storage_bucket_iam_member" "open" {
  bucket = google_storage_bucket.open.name
  role   = "roles/storage.objectViewer"
  member = "allUsers"
}
resource "google_storage_bucket" "shut" {
  name                        = "harbour-rows"
  location                    = "EU"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  encryption { default_kms_key_name = "projects/harbour-ml/locations/eu/keyRings/a/cryptoKeys/b" }
}
resource "google_storage_bucket_iam_binding" "shut" {
  bucket  = google_storage_bucket.shut.name
  role    = "roles/storage.objectAdmin"
  members = ["allAuthenticatedUsers", "serviceAccount:\${google_service_account.trainer.email}"]
}
resource "google_service_account" "trainer" { account_id = "trainer" }
resource "google_project_iam_member" "trainer" {
  project = "harbour-ml"
  role    = "roles/editor"
  member  = "serviceAccount:\${google_service_account.trainer.email}"
}
resource "google_service_account_key" "trainer" { service_account_id = google_service_account.trainer.name }
`,
      'train.py': 'import pandas as pd\nframe = pd.read_csv("gs://harbour-rows/rows.csv")\n',
    },
    expect: [
      {
        kind: 'data-store',
        name: 'harbour-corpus',
        properties: { form: 'gcs-bucket', environment: 'production', encrypted: true, customerKey: false },
      },
      {
        kind: 'data-store',
        name: 'harbour-rows',
        properties: { uniformAccess: true, publicAccessPrevention: 'enforced', customerKey: true },
      },
      { kind: 'identity', name: 'trainer@harbour-ml.iam.gserviceaccount.com', properties: { form: 'service-account' } },
      { kind: 'account', name: 'harbour-ml' },
    ],
    edges: [
      ['data-store harbour-corpus', 'exposed-to', 'zone internet'],
      ['identity trainer@harbour-ml.iam.gserviceaccount.com', 'may', 'data-store harbour-rows'],
      ['identity trainer@harbour-ml.iam.gserviceaccount.com', 'may', 'account harbour-ml'],
      ['secret key google_service_account_key.trainer', 'grants', 'identity trainer@harbour-ml.iam.gserviceaccount.com'],
    ],
  },
  {
    // registry.terraform.io, google_vertex_ai_reasoning_engine, "Full"; google_vertex_ai_index, google_vertex_ai_endpoint.
    name: 'an agent on Agent Engine, an endpoint, an index filled from a bucket, an assistant over a web site',
    files: {
      'vertex.tf': `provider "google" {
  project = "harbour-ml"
  region  = "us-central1"
}
resource "google_service_account" "agent" { account_id = "agent" }
resource "google_vertex_ai_reasoning_engine" "desk" {
  display_name = "desk"
  spec {
    agent_framework = "google-adk"
    service_account = google_service_account.agent.email
    deployment_spec {
      secret_env {
        name = "CRM_KEY"
        secret_ref {
          secret  = "crm-key"
          version = "latest"
        }
      }
    }
  }
}
resource "google_vertex_ai_endpoint" "score" {
  name         = "4711"
  display_name = "score"
  location     = "us-central1"
  network      = "projects/1/global/networks/inner"
}
resource "google_storage_bucket" "vectors" { name = "harbour-vectors" }
resource "google_vertex_ai_index" "docs" {
  display_name = "docs"
  region       = "us-central1"
  metadata { contents_delta_uri = "gs://\${google_storage_bucket.vectors.name}/contents" }
}
resource "google_vertex_ai_index_endpoint" "docs" {
  display_name            = "docs-open"
  region                  = "us-central1"
  public_endpoint_enabled = true
}
resource "google_discovery_engine_data_store" "site" {
  display_name   = "site"
  data_store_id  = "site"
  location       = "global"
  content_config = "PUBLIC_WEBSITE"
}
resource "google_discovery_engine_chat_engine" "help" {
  display_name   = "help"
  engine_id      = "help"
  location       = "global"
  data_store_ids = [google_discovery_engine_data_store.site.data_store_id]
}
resource "google_vertex_ai_endpoint_with_model_garden_deployment" "gemma" {
  publisher_model_name = "publishers/google/models/gemma3@gemma-3-1b-it"
  location             = "us-central1"
}
resource "google_dialogflow_cx_agent" "phone" {
  display_name = "phone"
  location     = "global"
}
`,
    },
    expect: [
      { kind: 'agent', name: 'desk', properties: { platform: 'gcp-agent-engine', framework: 'google-adk' } },
      { kind: 'secret', name: 'CRM_KEY', properties: { form: 'reference' } },
      { kind: 'model-endpoint', name: 'score', properties: { privateNetwork: true, auth: 'iam' } },
      { kind: 'vector-store', name: 'docs' },
      { kind: 'vector-store', name: 'docs-open', properties: { reach: 'internet' } },
      { kind: 'knowledge-base', name: 'site' },
      { kind: 'agent', name: 'help' },
      { kind: 'agent', name: 'phone', properties: { platform: 'gcp-dialogflow' } },
    ],
    edges: [
      ['agent desk', 'runs-as', 'identity agent@harbour-ml.iam.gserviceaccount.com'],
      ['agent desk', 'holds', 'secret CRM_KEY'],
      ['vector-store docs', 'sourced-from', 'data-store harbour-vectors'],
      ['knowledge-base site', 'sourced-from', 'zone internet'],
      ['agent help', 'retrieves-from', 'knowledge-base site'],
      ['model-endpoint score', 'provided-by', 'provider google-vertex'],
    ],
  },
  {
    name: 'a model server on Cloud Run for everybody, one for callers with a role, one on a machine behind an open rule',
    files: {
      'run.tf': `resource "google_cloud_run_v2_service" "llm" {
  name     = "llm"
  location = "europe-west4"
  template {
    containers {
      image = "ollama/ollama:0.6.2"
      env {
        name  = "OLLAMA_MODEL"
        value = "gemma3"
      }
    }
  }
}
resource "google_cloud_run_v2_service_iam_member" "llm" {
  name     = google_cloud_run_v2_service.llm.name
  location = "europe-west4"
  role     = "roles/run.invoker"
  member   = "allUsers"
}
resource "google_cloud_run_v2_service" "quiet" {
  name     = "quiet"
  location = "europe-west4"
  template {
    containers { image = "vllm/vllm-openai:v0.9.1" }
  }
}
resource "google_compute_instance" "gpu" {
  name         = "gpu"
  machine_type = "g2-standard-8"
  tags         = ["serve"]
  network_interface {
    network = "default"
    access_config {}
  }
  metadata_startup_script = <<-EOT
    #!/bin/bash
    docker run -d --gpus all -p 8000:8000 vllm/vllm-openai:v0.9.1 --model Qwen/Qwen2.5-7B-Instruct
  EOT
}
resource "google_compute_firewall" "serve" {
  name          = "serve"
  network       = "default"
  source_ranges = ["0.0.0.0/0"]
  target_tags   = ["serve"]
  allow {
    protocol = "tcp"
    ports    = ["8000"]
  }
}
`,
    },
    expect: [
      { kind: 'model-endpoint', name: 'llm', properties: { reach: 'internet', auth: 'none', server: 'ollama' } },
      { kind: 'model-endpoint', name: 'quiet', properties: { reach: 'private' } },
      { kind: 'model-endpoint', name: 'gpu', properties: { reach: 'internet', server: 'vllm' } },
      { kind: 'workload', name: 'gpu', properties: { platform: 'gcp-compute', publicAddress: true } },
    ],
    edges: [
      ['model-endpoint gpu', 'serves', 'model Qwen/Qwen2.5-7B-Instruct'],
      ['model-endpoint llm', 'exposed-to', 'zone internet'],
    ],
  },
  {
    // registry.terraform.io, google_workbench_instance: the public address is on unless disable_public_ip is set.
    name: 'managed notebooks with and without a public address',
    files: {
      'lab.tf': `resource "google_workbench_instance" "open" {
  name     = "open-lab"
  location = "us-central1-a"
  gce_setup {
    machine_type = "e2-standard-4"
  }
}
resource "google_workbench_instance" "shut" {
  name     = "shut-lab"
  location = "us-central1-a"
  gce_setup {
    disable_public_ip = true
    metadata          = { notebook-disable-root = "true" }
  }
}
`,
    },
    expect: [
      { kind: 'notebook', name: 'open-lab', properties: { directInternetAccess: 'Enabled', rootAccess: 'Enabled' } },
      { kind: 'notebook', name: 'shut-lab', properties: { directInternetAccess: 'Disabled', rootAccess: 'Disabled' } },
    ],
  },
  {
    name: 'a network, a web server that only listens inside and a machine without AI',
    files: {
      'net.tf':
        'resource "google_compute_network" "a" { name = "inner" }\nresource "google_cloud_run_v2_service" "web" {\n  name = "web"\n  template {\n    containers { image = "nginx:1.27" }\n  }\n}\nresource "google_compute_instance" "vm" {\n  name = "vm"\n  metadata_startup_script = "apt-get update && apt-get install -y nginx"\n}\n',
    },
    expect: [],
  },
];
