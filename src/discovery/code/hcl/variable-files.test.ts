import { describe, expect, it } from 'vitest';
import { stringsOf } from './read-value.ts';
import { attribute, evaluate, resource } from './fixtures/sources.ts';
import { plain } from './value.ts';

describe('variables', () => {
  const sources = { 'main.tf': 'variable "model" {\n  default = "default"\n}\nresource "aws_x" "y" {\n  model = var.model\n}\n' };
  const model = (files: Readonly<Record<string, string>>): string[] =>
    stringsOf(resource(evaluate({ ...sources, ...files }), 'aws_x.y').attributes.get('model'));

  it('takes variable files in the order of Terraform', () => {
    expect(model({})).toEqual(['default']);
    expect(model({ 'terraform.tfvars': 'model = "one"\n' })).toEqual(['one']);
    expect(model({ 'terraform.tfvars': 'model = "one"\n', 'b.auto.tfvars': 'model = "b"\n', 'a.auto.tfvars': 'model = "a"\n' })).toEqual([
      'b',
    ]);
  });

  it('takes files that are named on the command line as alternatives', () => {
    expect(model({ 'envs/dev.tfvars': 'model = "haiku"\n', 'envs/prod.tfvars': 'model = "opus"\n' })).toEqual(['haiku', 'opus']);
    expect(model({ 'envs/dev.tfvars': 'other = 1\n', 'envs/prod.tfvars': 'model = "opus"\n' })).toEqual(['opus', 'default']);
    expect(model({ 'terraform.tfvars': 'model = "base"\n', 'prod.tfvars': 'model = "opus"\n' })).toEqual(['opus']);
  });

  it('finds the root of a variable file that stands beside it, by the variables it sets', () => {
    const configuration = evaluate({
      'infra/main.tf': 'variable "model" {}\nresource "aws_x" "y" {\n  model = var.model\n}\n',
      'other/main.tf': 'variable "size" {}\n',
      'config/prod.tfvars': 'model = "opus"\n',
    });
    expect(attribute(configuration, 'aws_x.y', 'model')).toBe('opus');
  });

  it('converts to the declared type, with the defaults of optional attributes', () => {
    const configuration = evaluate({
      'main.tf': [
        'variable "agents" {',
        '  type = map(object({',
        '    model = optional(string, "haiku")',
        '    size  = optional(number)',
        '    tags  = optional(object({ team = optional(string, "core") }), {})',
        '  }))',
        '}',
        'variable "flag" {',
        '  type = bool',
        '}',
        'variable "names" {',
        '  type = set(string)',
        '}',
        'resource "aws_x" "y" {',
        '  for_each = var.agents',
        '  model    = each.value.model',
        '  size     = each.value.size',
        '  team     = each.value.tags.team',
        '  flag     = var.flag',
        '  names    = var.names',
        '}',
        '',
      ].join('\n'),
      'terraform.tfvars':
        'agents = {\n  a = {}\n  b = { model = "opus", size = "3", stray = 1 }\n}\nflag = "true"\nnames = ["z", "a", "z"]\n',
    });
    expect(attribute(configuration, 'aws_x.y["a"]', 'model')).toBe('haiku');
    expect(attribute(configuration, 'aws_x.y["a"]', 'size')).toBeNull();
    expect(attribute(configuration, 'aws_x.y["a"]', 'team')).toBe('core');
    expect(attribute(configuration, 'aws_x.y["b"]', 'model')).toBe('opus');
    expect(attribute(configuration, 'aws_x.y["b"]', 'size')).toBe(3);
    expect(attribute(configuration, 'aws_x.y["b"]', 'flag')).toBe(true);
    expect(attribute(configuration, 'aws_x.y["b"]', 'names')).toEqual(['z', 'a']);
  });

  it('replaces a null by the default where the variable is not nullable', () => {
    const call = (nullable: string): unknown =>
      attribute(
        evaluate({
          'main.tf': 'module "m" {\n  source = "./m"\n  model = null\n}\n',
          'm/main.tf': `variable "model" {\n  default = "haiku"\n  ${nullable}\n}\nresource "aws_x" "y" {\n  model = var.model\n}\n`,
        }),
        'module.m.aws_x.y',
        'model',
      );
    expect(call('nullable = false')).toBe('haiku');
    expect(call('nullable = true')).toBeNull();
  });

  it('applies override files to single attributes', () => {
    const configuration = evaluate({
      'main.tf': 'resource "aws_x" "y" {\n  a = 1\n  b = 2\n  rule {\n    id = "one"\n  }\n}\n',
      'y_override.tf': 'resource "aws_x" "y" {\n  b = 3\n  rule {\n    id = "two"\n  }\n}\n',
    });
    expect(attribute(configuration, 'aws_x.y', 'a')).toBe(1);
    expect(attribute(configuration, 'aws_x.y', 'b')).toBe(3);
    expect(resource(configuration, 'aws_x.y').blocks.map(({ attributes }) => plain(attributes.get('id')!))).toEqual(['two']);
    expect(configuration.problems).toEqual([]);
  });
});
