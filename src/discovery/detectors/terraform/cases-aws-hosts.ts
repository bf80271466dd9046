import type { DetectorCase } from '../../detector.ts';

export const AWS_HOST_CASES: DetectorCase[] = [
  {
    name: 'a model server of ECS behind a public load balancer, one on a machine with an open group, one inside',
    files: {
      'hosts.tf': `resource "aws_lb" "front" {
  name     = "front"
  internal = false
}
resource "aws_lb_target_group" "llm" {
  name = "llm"
  port = 8000
}
resource "aws_lb_listener" "llm" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.llm.arn
  }
}
resource "aws_ecs_task_definition" "llm" {
  family = "llm"
  container_definitions = jsonencode([{
    name         = "vllm"
    image        = "vllm/vllm-openai:v0.9.1"
    command      = ["--model", "Qwen/Qwen2.5-7B-Instruct"]
    portMappings = [{ containerPort = 8000 }]
  }])
}
resource "aws_ecs_service" "llm" {
  name            = "llm"
  task_definition = aws_ecs_task_definition.llm.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.llm.arn
    container_name   = "vllm"
    container_port   = 8000
  }
}
resource "aws_security_group" "open" {
  name = "open"
  ingress {
    from_port   = 11434
    to_port     = 11434
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_instance" "lab" {
  instance_type               = "g5.xlarge"
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.open.id]
  user_data                   = "#!/bin/bash\\nOLLAMA_HOST=0.0.0.0 ollama serve\\n"
  tags                        = { Name = "lab" }
}
resource "aws_instance" "inner" {
  instance_type               = "g5.xlarge"
  associate_public_ip_address = false
  vpc_security_group_ids      = [aws_security_group.open.id]
  user_data                   = "#!/bin/bash\\nollama serve\\n"
  tags                        = { Name = "inner" }
}
`,
    },
    expect: [
      { kind: 'model-endpoint', name: 'llm', properties: { reach: 'internet', server: 'vllm' } },
      { kind: 'model-endpoint', name: 'lab', properties: { reach: 'internet', server: 'ollama' } },
      { kind: 'model-endpoint', name: 'inner', properties: { reach: 'private' } },
    ],
    edges: [
      ['model-endpoint llm', 'exposed-to', 'zone internet'],
      ['model-endpoint llm', 'serves', 'model Qwen/Qwen2.5-7B-Instruct'],
    ],
  },
  {
    name: 'routes of API Gateway: one asks nobody, one asks for IAM',
    files: {
      'api.tf': `resource "aws_lambda_function" "open" { function_name = "open" }
resource "aws_lambda_function" "asked" { function_name = "asked" }
resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_integration" "open" {
  api_id           = aws_apigatewayv2_api.http.id
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_function.open.invoke_arn
}
resource "aws_apigatewayv2_route" "open" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "POST /ask"
  target    = "integrations/\${aws_apigatewayv2_integration.open.id}"
}
resource "aws_sqs_queue" "jobs" { name = "jobs" }
resource "aws_lambda_event_source_mapping" "asked" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.asked.arn
}
`,
    },
    expect: [
      { kind: 'workload', name: 'open' },
      { kind: 'workload', name: 'asked' },
    ],
    edges: [
      ['workload open', 'exposed-to', 'zone internet'],
      ['workload asked', 'connects-to', 'data-store jobs'],
    ],
  },
  {
    name: 'a start script from a template; the range comes from the call of a module; another port, and the loopback, are not reached',
    files: {
      'start.sh.tftpl': '#!/bin/bash\ndocker run -d -p 9000:8000 vllm/vllm-openai:v0.9.1 --model ${model}\n',
      'main.tf': `resource "aws_security_group" "web" {
  name = "web"
  dynamic "ingress" {
    for_each = { web = 443, llm = 9000 }
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
resource "aws_instance" "templated" {
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = base64encode(templatefile("\${path.module}/start.sh.tftpl", { model = "Qwen/Qwen3-8B" }))
  tags                   = { Name = "templated" }
}
resource "aws_instance" "other_port" {
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = "vllm serve Qwen/Qwen3-8B --port 8001"
  tags                   = { Name = "other_port" }
}
resource "aws_instance" "own" {
  vpc_security_group_ids = [aws_security_group.web.id]
  user_data              = "docker run -p 127.0.0.1:9000:8000 vllm/vllm-openai:v0.9.1"
  tags                   = { Name = "own" }
}
module "host" {
  source = "./host"
  ranges = ["0.0.0.0/0"]
}
`,
      'host/main.tf': `variable "ranges" { type = list(string) }
resource "aws_security_group" "this" { name = "host" }
resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each          = toset(var.ranges)
  security_group_id = aws_security_group.this.id
  cidr_ipv4         = each.value
  from_port         = 11000
  to_port           = 12000
  ip_protocol       = "tcp"
}
resource "aws_instance" "inside" {
  vpc_security_group_ids = [aws_security_group.this.id]
  user_data              = "curl -fsSL https://ollama.com/install.sh | sh\\nprintf 'Environment=OLLAMA_HOST=0.0.0.0' > /etc/systemd/system/ollama.service.d/o.conf"
  tags                   = { Name = "inside" }
}
resource "aws_instance" "default_bind" {
  vpc_security_group_ids = [aws_security_group.this.id]
  user_data              = "curl -fsSL https://ollama.com/install.sh | sh"
  tags                   = { Name = "default_bind" }
}
`,
    },
    expect: [
      { kind: 'model-endpoint', name: 'templated', properties: { reach: 'internet', server: 'vllm' } },
      { kind: 'model-endpoint', name: 'other_port', properties: { reach: 'private' } },
      { kind: 'model-endpoint', name: 'own', properties: { reach: 'private' } },
      { kind: 'model-endpoint', name: 'inside', properties: { reach: 'internet', server: 'ollama' } },
      { kind: 'model-endpoint', name: 'default_bind', properties: { reach: 'private' } },
    ],
    edges: [['model-endpoint templated', 'serves', 'model Qwen/Qwen3-8B']],
  },
  {
    name: 'machines of Azure with what their first start runs',
    files: {
      'main.tf': `resource "azurerm_network_security_group" "lab" {
  name = "lab"
  security_rule {
    direction              = "Inbound"
    access                 = "Allow"
    protocol               = "Tcp"
    destination_port_range = "11434"
    source_address_prefix  = "*"
  }
}
resource "azurerm_network_interface" "lab" {
  ip_configuration {
    name                 = "ip"
    public_ip_address_id = azurerm_public_ip.lab.id
  }
}
resource "azurerm_public_ip" "lab" { name = "lab" }
resource "azurerm_network_interface_security_group_association" "lab" {
  network_interface_id      = azurerm_network_interface.lab.id
  network_security_group_id = azurerm_network_security_group.lab.id
}
resource "azurerm_linux_virtual_machine" "lab" {
  name                  = "lab"
  network_interface_ids = [azurerm_network_interface.lab.id]
  custom_data           = base64encode("docker run -p 11434:11434 ollama/ollama:0.5.7")
}
resource "azurerm_network_interface" "inner" {
  ip_configuration { name = "ip" }
}
resource "azurerm_linux_virtual_machine" "inner" {
  name                  = "inner"
  network_interface_ids = [azurerm_network_interface.inner.id]
  custom_data           = base64encode("docker run -p 11434:11434 ollama/ollama:0.5.7")
}
`,
    },
    expect: [
      { kind: 'model-endpoint', name: 'lab', properties: { reach: 'internet' } },
      { kind: 'model-endpoint', name: 'inner', properties: { reach: 'private' } },
    ],
  },
];
