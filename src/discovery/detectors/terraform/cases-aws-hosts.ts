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
];
