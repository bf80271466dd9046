import { describe, expect, it } from 'vitest';
import { placeOfUse, stringOf } from './read-value.ts';
import { addresses, attribute, evaluate, resource } from './fixtures/sources.ts';

describe('local modules', () => {
  const configuration = evaluate({
    'stack/main.tf': [
      'module "small" {',
      '  source = "../modules/agent"',
      '  name   = "small"',
      '}',
      'module "large" {',
      '  source = "../modules/agent"',
      '  name   = "large"',
      '  model  = "opus"',
      '}',
      'module "per_team" {',
      '  source   = "../modules/agent"',
      '  for_each = { risk = "sonnet", care = "haiku" }',
      '  name     = each.key',
      '  model    = each.value',
      '}',
      'resource "aws_x" "caller" {',
      '  agent = module.large.agent_name',
      '  role  = module.large.role_arn',
      '  team  = module.per_team["risk"].agent_name',
      '  all   = [for m in module.per_team : m.agent_name]',
      '}',
      '',
    ].join('\n'),
    'modules/agent/main.tf': [
      'variable "name" {}',
      'variable "model" {',
      '  default = "haiku"',
      '}',
      'resource "aws_bedrockagent_agent" "this" {',
      '  agent_name       = "agent-${var.name}"',
      '  foundation_model = var.model',
      '  role             = module.role.arn',
      '}',
      'module "role" {',
      '  source = "./role"',
      '  name   = "role-of-${var.name}"',
      '}',
      'output "agent_name" {',
      '  value = aws_bedrockagent_agent.this.agent_name',
      '}',
      'output "role_arn" {',
      '  value = module.role.arn',
      '}',
      '',
    ].join('\n'),
    'modules/agent/role/main.tf':
      'variable "name" {}\nresource "aws_iam_role" "this" {\n  name = var.name\n}\noutput "arn" {\n  value = aws_iam_role.this.arn\n}\n',
  });

  it('gives each call an own instance with its own arguments', () => {
    expect(attribute(configuration, 'module.small.aws_bedrockagent_agent.this', 'foundation_model')).toBe('haiku');
    expect(attribute(configuration, 'module.large.aws_bedrockagent_agent.this', 'foundation_model')).toBe('opus');
    expect(attribute(configuration, 'module.per_team["risk"].aws_bedrockagent_agent.this', 'agent_name')).toBe('agent-risk');
    expect(attribute(configuration, 'module.per_team["care"].module.role.aws_iam_role.this', 'name')).toBe('role-of-care');
    expect(addresses(configuration)).toHaveLength(9);
  });

  it('lists every module instance with its arguments, and only the callers as roots', () => {
    expect(configuration.modules.map(({ kind, address, directory }) => `${kind} ${address} ${directory}`)).toEqual([
      'root  stack',
      'local module.small modules/agent',
      'local module.small.module.role modules/agent/role',
      'local module.large modules/agent',
      'local module.large.module.role modules/agent/role',
      'local module.per_team["care"] modules/agent',
      'local module.per_team["care"].module.role modules/agent/role',
      'local module.per_team["risk"] modules/agent',
      'local module.per_team["risk"].module.role modules/agent/role',
    ]);
    expect(stringOf(configuration.modules[3]!.arguments.get('model'))).toBe('opus');
  });

  it('passes outputs up through the tree as references to the resource itself', () => {
    expect(attribute(configuration, 'aws_x.caller', 'agent')).toBe('agent-large');
    expect(attribute(configuration, 'aws_x.caller', 'team')).toBe('agent-risk');
    expect(attribute(configuration, 'aws_x.caller', 'all')).toEqual(['agent-care', 'agent-risk']);
    expect(resource(configuration, 'aws_x.caller').attributes.get('role')).toMatchObject({
      kind: 'reference',
      ref: 'module.large.module.role.aws_iam_role.this',
      attribute: 'arn',
    });
  });

  it('keeps the argument as the origin of a value in the module', () => {
    const model = resource(configuration, 'module.large.aws_bedrockagent_agent.this').attributes.get('foundation_model')!;
    expect(model.origin).toEqual({ file: 'stack/main.tf', line: 8 });
    expect(placeOfUse(model)).toEqual({ file: 'modules/agent/main.tf', line: 7 });
  });
});

describe('other modules', () => {
  it('records modules from elsewhere with their arguments, and refers to their outputs', () => {
    const configuration = evaluate({
      'main.tf':
        'module "bucket" {\n  source  = "terraform-aws-modules/s3-bucket/aws"\n  version = "~> 4.0"\n  bucket  = "acme-${local.x}"\n}\nlocals {\n  x = "data"\n}\nresource "aws_x" "y" {\n  arn = module.bucket.s3_bucket_arn\n  sub = "${module.bucket.s3_bucket_arn}/*"\n}\n',
    });
    expect(configuration.modules[1]).toMatchObject({
      kind: 'external',
      address: 'module.bucket',
      source: 'terraform-aws-modules/s3-bucket/aws',
      version: '~> 4.0',
    });
    expect(stringOf(configuration.modules[1]!.arguments.get('bucket'))).toBe('acme-data');
    expect([...configuration.modules[1]!.arguments.keys()]).toEqual(['bucket']);
    expect(resource(configuration, 'aws_x.y').attributes.get('arn')).toMatchObject({
      kind: 'reference',
      ref: 'module.bucket',
      attribute: 's3_bucket_arn',
    });
    expect(attribute(configuration, 'aws_x.y', 'sub')).toBe('${module.bucket.s3_bucket_arn}/*');
  });

  it('says when a local module is not among the files', () => {
    const configuration = evaluate({ 'main.tf': 'module "gone" {\n  source = "./gone"\n  a = 1\n}\n' });
    expect(configuration.modules[1]).toMatchObject({ kind: 'unread', address: 'module.gone' });
    expect(configuration.problems).toEqual([{ file: 'main.tf', line: 1, reason: 'module.gone: the module gone is not among the files' }]);
  });

  it('ends at modules that call themselves or each other, and still evaluates them once', () => {
    const configuration = evaluate({
      'a/main.tf': 'module "b" {\n  source = "../b"\n}\nresource "aws_x" "a" {}\n',
      'b/main.tf': 'module "a" {\n  source = "../a"\n}\nresource "aws_x" "b" {}\n',
      'c/main.tf': 'module "c" {\n  source = "../c"\n}\nresource "aws_x" "c" {}\n',
    });
    expect(addresses(configuration)).toEqual(['aws_x.a', 'module.b.aws_x.b', 'aws_x.c']);
    expect(configuration.problems.map(({ reason }) => reason)).toEqual([
      'module.b.module.a: the module calls itself',
      'module.c: the module calls itself',
    ]);
  });

  it('bounds modules that multiply', () => {
    const files: Record<string, string> = {};
    for (let level = 0; level < 12; level++)
      files[`m${level}/main.tf`] = `module "a" {\n  source = "../m${level + 1}"\n  count = 10\n}\nresource "aws_x" "y" {\n  a = 1\n}\n`;
    const configuration = evaluate(files);
    expect(configuration.modules.filter(({ kind }) => kind === 'local')).toHaveLength(2_000);
    expect(configuration.problems.length).toBeGreaterThan(0);
    expect(configuration.problems.length).toBeLessThan(12);
    expect(configuration.problems.map(({ reason }) => reason.slice(reason.indexOf(':') + 2))).toContain('more than 2000 module instances');
  });
});
