import { describe, expect, it } from 'vitest';
import { boolOf, listOf, numberOf, placeOfUse, stringOf, textOf, valueAt } from './read-value.ts';
import { attribute, evaluate, resource } from './fixtures/sources.ts';
import { evaluateTerraform } from './evaluate.ts';
import { parseHcl } from './parse.ts';
import { plain } from './value.ts';

describe('a module of several files', () => {
  const configuration = evaluate({
    'infra/variables.tf': 'variable "company" {\n  type = string\n}\nvariable "model" {\n  default = "claude"\n}\n',
    'infra/main.tf':
      'locals {\n  name = "${var.company}-${local.stage}"\n  stage = "prod"\n}\nresource "aws_s3_bucket" "data" {\n  bucket = local.name\n  model  = var.model\n\n  rule {\n    id = local.stage\n  }\n}\n',
    'infra/policy.tf':
      'resource "aws_s3_bucket_policy" "data" {\n  bucket = aws_s3_bucket.data.id\n  arn    = aws_s3_bucket.data.arn\n  region = aws_s3_bucket.data.region\n  rule   = aws_s3_bucket.data.rule[0].id\n  url    = aws_s3_bucket.data.website[0].url\n}\n',
    'infra/terraform.tfvars': 'company = "acme"\n',
  });

  it('resolves variables, locals and their order', () => {
    expect(attribute(configuration, 'aws_s3_bucket.data', 'bucket')).toBe('acme-prod');
    expect(resource(configuration, 'aws_s3_bucket.data')).toMatchObject({
      type: 'aws_s3_bucket',
      name: 'data',
      root: 'infra',
      module: '',
      file: 'infra/main.tf',
      line: 5,
    });
    expect(plain(resource(configuration, 'aws_s3_bucket.data').blocks[0]!.attributes.get('id')!)).toBe('prod');
  });

  it('makes references of other resources, with a value where the arguments determine it', () => {
    const policy = resource(configuration, 'aws_s3_bucket_policy.data');
    expect(policy.attributes.get('bucket')).toMatchObject({ kind: 'reference', ref: 'aws_s3_bucket.data', attribute: 'id' });
    expect(stringOf(policy.attributes.get('bucket'))).toBe('acme-prod');
    expect(stringOf(policy.attributes.get('arn'))).toBe('arn:aws:s3:::acme-prod');
    expect(policy.attributes.get('region')).toEqual({
      kind: 'reference',
      ref: 'aws_s3_bucket.data',
      attribute: 'region',
      origin: { file: 'infra/policy.tf', line: 4 },
    });
    expect(policy.attributes.get('rule')).toMatchObject({ ref: 'aws_s3_bucket.data', attribute: 'rule[0].id' });
    expect(stringOf(policy.attributes.get('rule'))).toBe('prod');
    expect(textOf(policy.attributes.get('url'))).toBe('${aws_s3_bucket.data.website[0].url}');
  });

  it('keeps the line of the value and the line of its use', () => {
    const model = resource(configuration, 'aws_s3_bucket.data').attributes.get('model')!;
    expect(model.origin).toEqual({ file: 'infra/variables.tf', line: 5 });
    expect(placeOfUse(model)).toEqual({ file: 'infra/main.tf', line: 7 });
  });
});

describe('the rest of a configuration', () => {
  it('lists providers, outputs and settings', () => {
    const configuration = evaluate({
      'main.tf':
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n  backend "s3" {\n    bucket = "state"\n  }\n}\nprovider "aws" {\n  region = var.region\n}\nprovider "aws" {\n  alias  = "west"\n  region = "us-west-2"\n}\nvariable "region" {\n  default = "eu-west-1"\n}\noutput "region" {\n  value = var.region\n}\n',
    });
    expect(configuration.providers.map(({ name, alias, attributes }) => [name, alias, stringOf(attributes.get('region'))])).toEqual([
      ['aws', undefined, 'eu-west-1'],
      ['aws', 'west', 'us-west-2'],
    ]);
    expect(configuration.outputs.map(({ name, value, line }) => [name, stringOf(value), line])).toEqual([['region', 'eu-west-1', 19]]);
    expect(stringOf(valueAt(configuration.settings[0]!.blocks[0]!.attributes.get('aws'), 'source'))).toBe('hashicorp/aws');
    expect(configuration.problems).toEqual([]);
  });

  it('keeps two root modules apart', () => {
    const configuration = evaluate({
      'a/main.tf': 'resource "aws_x" "y" {\n  n = path.module\n}\n',
      'b/main.tf': 'resource "aws_x" "y" {\n  n = path.root\n}\n',
    });
    expect(configuration.resources.map(({ root, attributes }) => [root, stringOf(attributes.get('n'))])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  it('reports a declaration that is repeated, and keeps the first', () => {
    const configuration = evaluate({
      'a.tf': 'resource "aws_x" "y" {\n  n = 1\n}\n',
      'b.tf': 'resource "aws_x" "y" {\n  n = 2\n}\nresource "aws_x" {}\n',
    });
    expect(attribute(configuration, 'aws_x.y', 'n')).toBe(1);
    expect(configuration.problems).toEqual([
      { file: 'b.tf', line: 1, reason: 'resource "aws_x.y" is already declared at a.tf:1' },
      { file: 'b.tf', line: 4, reason: 'a resource block needs 2 labels' },
    ]);
  });

  it('reads values in the shapes detectors ask for', () => {
    const { outputs } = evaluate({
      'main.tf':
        'variable "u" {}\noutput "o" {\n  value = { list = [1, "2"], text = "true", nothing = null, either = var.u ? ["a"] : ["b"] }\n}\n',
    });
    const value = outputs[0]!.value;
    expect(listOf(valueAt(value, 'list')).map(numberOf)).toEqual([1, 2]);
    expect(boolOf(valueAt(value, 'text'))).toBe(true);
    expect(listOf(valueAt(value, 'nothing'))).toEqual([]);
    expect(listOf(valueAt(value, 'either')).map((item) => stringOf(item))).toEqual(['a', 'b']);
    expect(listOf(valueAt(value, 'text')).map((item) => stringOf(item))).toEqual(['true']);
    expect(valueAt(value, 'list', 7)).toBeUndefined();
  });
});

describe('texts that file() and templatefile() name', () => {
  const valuesOf = (source: string, texts: Record<string, string>): unknown[] => {
    const { body } = parseHcl(source);
    const { outputs } = evaluateTerraform([{ path: 'stack/main.tf', body }], { texts: new Map(Object.entries(texts)) });
    return outputs.map(({ value }) => stringOf(value) ?? 'unknown');
  };

  it('are read beside the module, with the variables they are given', () => {
    expect(
      valuesOf(
        'output "a" {\n  value = file("${path.module}/a.txt")\n}\noutput "b" {\n  value = templatefile("b.tpl", { who = "berth" })\n}\n',
        {
          'stack/a.txt': 'plain ${not_a_template}',
          'stack/b.tpl': 'for ${who}',
        },
      ),
    ).toEqual(['plain ${not_a_template}', 'for berth']);
  });

  it('stay unknown where they are not among the texts, or name themselves', () => {
    expect(
      valuesOf('output "a" {\n  value = file("elsewhere.txt")\n}\noutput "b" {\n  value = templatefile("b.tpl", {})\n}\n', {
        'stack/b.tpl': '${templatefile("b.tpl", {})}${templatefile("b.tpl", {})}',
      }),
    ).toEqual(['unknown', 'unknown']);
  });
});

describe('hostile configurations', () => {
  it.each<[string, string]>([
    [
      'a chain of 20,000 locals',
      `locals {\n${Array.from({ length: 20_000 }, (_, at) => `  a${at} = [for x in [local.a${at + 1}] : "\${x}"]`).join('\n')}\n}\noutput "o" {\n  value = local.a0\n}\n`,
    ],
    [
      'a chain of 5,000 resources',
      Array.from(
        { length: 5_000 },
        (_, at) => `resource "aws_x" "r${at}" {\n  count = length(aws_x.r${at + 1}[*].n)\n  n = aws_x.r${at + 1}[0].n\n}`,
      ).join('\n'),
    ],
    [
      'a chain of 2,000 policy documents',
      Array.from(
        { length: 2_000 },
        (_, at) =>
          `data "aws_iam_policy_document" "d${at}" {\n  source_policy_documents = [data.aws_iam_policy_document.d${at + 1}.json]\n  dynamic "statement" {\n    for_each = [1]\n    content {\n      sid = "s${at}"\n    }\n  }\n}`,
      ).join('\n'),
    ],
    [
      'dynamic blocks that multiply',
      `resource "aws_x" "y" {\n${'dynamic "b" {\nfor_each = range(200)\ncontent {\n'.repeat(8)}${'}\n}\n'.repeat(8)}}\n`,
    ],
    [
      'keys of the prototype',
      'locals {\n  o = { __proto__ = { a = 1 }, constructor = 2 }\n}\nresource "constructor" "toString" {\n  a = local.o.__proto__.a\n  b = merge(local.o, { hasOwnProperty = 1 })\n}\nresource "__proto__" "x" {\n  y = constructor.toString.valueOf\n}\n',
    ],
  ])('%s are survived', (_name, source) => {
    const configuration = evaluate({ 'main.tf': source });
    expect(configuration.modules).toHaveLength(1);
  });

  it('says when a limit of cost was met', () => {
    const doubled = Array.from({ length: 14 }, (_, at) => `  t${at + 1} = "\${local.t${at}}\${local.t${at}}"\n`).join('');
    const configuration = evaluate({
      'main.tf': `locals {\n  t0 = "xxxxxxxx"\n${doubled}}\noutput "o" {\n  value = [for a in range(1000) : [for b in range(1000) : "\${local.t14}\${b}"]]\n}\n`,
    });
    expect(configuration.problems).toEqual([
      { file: '', line: 0, reason: 'the configuration takes too long to evaluate; values are missing' },
    ]);
  });
});
