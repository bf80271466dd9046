import type { DetectorCase } from '../../detector.ts';

const PROVIDER = 'provider "azurerm" {\n  features {}\n  subscription_id = "11111111-2222-3333-4444-555555555555"\n}\n';

export const AZURE_CASES: DetectorCase[] = [
  {
    name: 'an Azure OpenAI account with a deployment, its filter, its log and the app that is given its key',
    files: {
      'openai.tf': `${PROVIDER}resource "azurerm_resource_group" "desk" {
  name     = "rg-desk"
  location = "swedencentral"
}
resource "azurerm_cognitive_account" "desk" {
  name                  = "oai-desk"
  location              = azurerm_resource_group.desk.location
  resource_group_name   = azurerm_resource_group.desk.name
  kind                  = "OpenAI"
  sku_name              = "S0"
  custom_subdomain_name = "oai-desk"
  tags                  = { environment = "prod" }
}
resource "azurerm_cognitive_account_rai_policy" "strict" {
  name                 = "strict"
  cognitive_account_id = azurerm_cognitive_account.desk.id
  base_policy_name     = "Microsoft.Default"
  content_filter {
    name               = "Jailbreak"
    filter_enabled     = true
    block_enabled      = false
    severity_threshold = "High"
    source             = "Prompt"
  }
}
resource "azurerm_cognitive_deployment" "chat" {
  name                 = "chat-prod"
  cognitive_account_id = azurerm_cognitive_account.desk.id
  rai_policy_name      = azurerm_cognitive_account_rai_policy.strict.name
  model {
    format  = "OpenAI"
    name    = "gpt-4o"
    version = "2024-08-06"
  }
  sku { name = "GlobalStandard" }
}
resource "azurerm_log_analytics_workspace" "logs" {
  name                = "log-desk"
  resource_group_name = azurerm_resource_group.desk.name
  location            = "swedencentral"
}
resource "azurerm_monitor_diagnostic_setting" "desk" {
  name                       = "to-logs"
  target_resource_id         = azurerm_cognitive_account.desk.id
  log_analytics_workspace_id = azurerm_log_analytics_workspace.logs.id
  enabled_log { category_group = "allLogs" }
}
resource "azurerm_user_assigned_identity" "web" {
  name                = "id-web"
  resource_group_name = azurerm_resource_group.desk.name
  location            = "swedencentral"
}
resource "azurerm_role_assignment" "web" {
  scope                = azurerm_cognitive_account.desk.id
  role_definition_name = "Cognitive Services OpenAI User"
  principal_id         = azurerm_user_assigned_identity.web.principal_id
}
resource "azurerm_linux_function_app" "web" {
  name                = "func-desk"
  resource_group_name = azurerm_resource_group.desk.name
  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.web.id]
  }
  app_settings = {
    AZURE_OPENAI_ENDPOINT = azurerm_cognitive_account.desk.endpoint
    AZURE_OPENAI_API_KEY  = azurerm_cognitive_account.desk.primary_access_key
  }
}
`,
    },
    expect: [
      {
        kind: 'model-endpoint',
        name: 'oai-desk',
        line: 9,
        properties: {
          platform: 'azure-openai',
          host: 'oai-desk.openai.azure.com',
          reach: 'internet',
          publicNetwork: true,
          localAuth: true,
          customerKey: false,
          logging: true,
          environment: 'production',
        },
      },
      { kind: 'model', name: 'gpt-4o' },
      { kind: 'guardrail', name: 'strict', properties: { switchedOff: ['Jailbreak'] } },
      { kind: 'workload', name: 'func-desk', properties: { platform: 'azure-functions' } },
      { kind: 'identity', name: 'id-web' },
      {
        kind: 'secret',
        name: 'API key of azurerm_cognitive_account.desk',
        properties: { form: 'reference', variable: 'AZURE_OPENAI_API_KEY' },
      },
      { kind: 'data-store', name: 'log-desk' },
    ],
    edges: [
      ['model-endpoint oai-desk', 'serves', 'model gpt-4o'],
      ['model-endpoint oai-desk', 'provided-by', 'provider azure-openai'],
      ['model-endpoint oai-desk', 'guarded-by', 'guardrail strict'],
      ['model-endpoint oai-desk', 'logs-to', 'data-store log-desk'],
      ['model-endpoint oai-desk', 'exposed-to', 'zone internet'],
      ['identity id-web', 'may', 'model-endpoint oai-desk'],
      ['workload func-desk', 'runs-as', 'identity id-web'],
      ['workload func-desk', 'connects-to', 'model-endpoint oai-desk'],
      ['workload func-desk', 'holds', 'secret API key of azurerm_cognitive_account.desk'],
      ['secret API key of azurerm_cognitive_account.desk', 'grants', 'model-endpoint oai-desk'],
    ],
  },
  {
    // The deployment's name is what code asks for; the endpoint is the same by its host name.
    name: 'code that asks the deployment reaches the declared account',
    files: {
      'main.tf':
        'resource "azurerm_cognitive_account" "a" {\n  name = "oai-a"\n  kind = "OpenAI"\n  custom_subdomain_name = "oai-a"\n  public_network_access_enabled = false\n}\nresource "azurerm_cognitive_deployment" "d" {\n  name = "desk-chat"\n  cognitive_account_id = azurerm_cognitive_account.a.id\n  model {\n    format = "OpenAI"\n    name = "gpt-4o-mini"\n  }\n}\n',
      'app/main.py':
        'from openai import AzureOpenAI\nclient = AzureOpenAI(azure_endpoint="https://oai-a.openai.azure.com", api_version="2024-10-21")\nclient.chat.completions.create(model="desk-chat", messages=[])\n',
    },
    expect: [
      { kind: 'model-endpoint', name: 'oai-a', properties: { reach: 'private', publicNetwork: false, logging: 'unknown' } },
      { kind: 'model', name: 'desk-chat', properties: { deploymentOf: 'gpt-4o-mini' } },
    ],
    edges: [
      ['model-endpoint oai-a', 'serves', 'model gpt-4o-mini'],
      ['model-endpoint oai-a', 'serves', 'model desk-chat'],
    ],
  },
  {
    // learn.microsoft.com/azure/ai-foundry, "Create a hub with Terraform": an account and a project through azapi.
    name: 'an AI Foundry account and project written for the API',
    files: {
      'foundry.tf': `resource "azapi_resource" "foundry" {
  type      = "Microsoft.CognitiveServices/accounts@2025-06-01"
  name      = "aif-claims"
  parent_id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-ai"
  body = {
    kind = "AIServices"
    sku  = { name = "S0" }
    properties = {
      disableLocalAuth       = true
      allowProjectManagement = true
      customSubDomainName    = "aif-claims"
      publicNetworkAccess    = "Disabled"
    }
  }
  identity { type = "SystemAssigned" }
}
resource "azapi_resource" "model" {
  type      = "Microsoft.CognitiveServices/accounts/deployments@2023-05-01"
  parent_id = azapi_resource.foundry.id
  name      = "gpt-4.1"
  body = jsonencode({
    sku        = { name = "GlobalStandard", capacity = 1 }
    properties = { model = { name = "gpt-4.1", format = "OpenAI", version = "2025-04-14" } }
  })
}
resource "azapi_resource" "endpoint" {
  type      = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2024-04-01"
  parent_id = azapi_resource.workspace.id
  name      = "score"
  body      = { properties = { authMode = "Key" } }
}
resource "azapi_resource" "workspace" {
  type = "Microsoft.MachineLearningServices/workspaces@2024-10-01"
  name = "mlw-claims"
  body = { kind = "Default", properties = { publicNetworkAccess = "Disabled" } }
}
`,
    },
    expect: [
      {
        kind: 'model-endpoint',
        name: 'aif-claims',
        properties: { reach: 'private', localAuth: false, host: 'aif-claims.openai.azure.com' },
      },
      { kind: 'model', name: 'gpt-4.1' },
      { kind: 'model-endpoint', name: 'score', properties: { platform: 'azure-ml', reach: 'internet', localAuth: true } },
      { kind: 'registry', name: 'mlw-claims', properties: { publicNetwork: false } },
      { kind: 'identity', name: 'aif-claims (system-assigned)' },
    ],
    edges: [['model-endpoint aif-claims', 'serves', 'model gpt-4.1']],
  },
  {
    name: 'containers of a storage account: one anybody reads, one that the account keeps closed; a search service',
    files: {
      'data.tf': `resource "azurerm_storage_account" "open" {
  name                = "stclaimsopen"
  resource_group_name = "rg"
}
resource "azurerm_storage_container" "docs" {
  name                  = "docs"
  storage_account_id    = azurerm_storage_account.open.id
  container_access_type = "container"
}
resource "azurerm_storage_account" "shut" {
  name                            = "stclaimsshut"
  resource_group_name             = "rg"
  allow_nested_items_to_be_public = false
  network_rules {
    default_action = "Deny"
    ip_rules       = ["203.0.113.7"]
  }
}
resource "azurerm_storage_container" "rows" {
  name                  = "rows"
  storage_account_name  = azurerm_storage_account.shut.name
  container_access_type = "blob"
}
resource "azurerm_search_service" "find" {
  name                         = "srch-claims"
  sku                          = "standard"
  local_authentication_enabled = false
  allowed_ips                  = ["203.0.113.0/24"]
}
`,
    },
    expect: [
      { kind: 'data-store', name: 'docs', properties: { form: 'azure-container', containerAccess: 'container' } },
      { kind: 'data-store', name: 'rows' },
      { kind: 'data-store', name: 'stclaimsshut', properties: { publicNetwork: false, anonymousAllowed: false } },
      { kind: 'vector-store', name: 'srch-claims', properties: { reach: 'private', localAuth: false } },
    ],
    edges: [['data-store docs', 'exposed-to', 'zone internet']],
  },
  {
    // registry.terraform.io, azurerm_machine_learning_compute_instance: the public address is on by default.
    name: 'a workstation of Azure Machine Learning',
    files: {
      'ml.tf': `resource "azurerm_machine_learning_workspace" "lab" {
  name                          = "mlw-lab"
  public_network_access_enabled = false
  identity { type = "SystemAssigned" }
}
resource "azurerm_machine_learning_compute_instance" "desk" {
  name                          = "desk"
  machine_learning_workspace_id = azurerm_machine_learning_workspace.lab.id
  virtual_machine_size          = "STANDARD_DS2_V2"
}
`,
    },
    expect: [
      { kind: 'notebook', name: 'desk', properties: { directInternetAccess: 'Enabled', publicAddress: true } },
      { kind: 'registry', name: 'mlw-lab', properties: { reach: 'private', logging: 'unknown' } },
    ],
  },
  {
    name: 'networks, resource groups and a Bing account are no AI of ours',
    files: {
      'net.tf':
        'resource "azurerm_resource_group" "a" {\n  name = "rg"\n  location = "westeurope"\n}\nresource "azurerm_virtual_network" "a" {\n  name = "vnet"\n}\nresource "azurerm_cognitive_account" "bing" {\n  name = "bing"\n  kind = "Bing.Search.v7"\n}\n',
    },
    expect: [],
  },
];
