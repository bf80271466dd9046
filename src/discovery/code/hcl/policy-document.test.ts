import { describe, expect, it } from 'vitest';
import { evaluateTerraform } from './evaluate.ts';
import { jsonOf } from './json-text.ts';
import { parseHcl } from './parse.ts';
import { referencesIn, stringOf } from './read-value.ts';
import { plain, type Value } from './value.ts';

/** The `json` attribute of the document called `it`. */
function documentOf(source: string): Value {
  const { body, problems } = parseHcl(`${source}\noutput "json" {\n  value = data.aws_iam_policy_document.it.json\n}\n`);
  expect(problems).toEqual([]);
  return evaluateTerraform([{ path: 'main.tf', body }]).outputs[0]!.value;
}

function statementsOf(source: string): unknown {
  return (plain(jsonOf(documentOf(source))!) as { Statement: unknown }).Statement;
}

describe('a policy document', () => {
  it('renders statements with their defaults', () => {
    const value = documentOf(
      'data "aws_iam_policy_document" "it" {\n  statement {\n    sid       = "1"\n    actions   = ["s3:ListAllMyBuckets", "s3:GetBucketLocation"]\n    resources = ["arn:aws:s3:::*"]\n  }\n}\n',
    );
    expect(value).toMatchObject({ kind: 'reference', ref: 'data.aws_iam_policy_document.it', attribute: 'json' });
    expect(JSON.parse(stringOf(value)!)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Sid: '1', Effect: 'Allow', Action: ['s3:ListAllMyBuckets', 's3:GetBucketLocation'], Resource: 'arn:aws:s3:::*' }],
    });
  });

  it('renders denials, exclusions, principals and conditions', () => {
    expect(
      statementsOf(
        [
          'data "aws_iam_policy_document" "it" {',
          '  statement {',
          '    effect        = "Deny"',
          '    not_actions   = ["iam:*"]',
          '    not_resources = ["a", "b"]',
          '    principals {',
          '      type        = "AWS"',
          '      identifiers = ["arn:aws:iam::111122223333:root"]',
          '    }',
          '    principals {',
          '      type        = "Service"',
          '      identifiers = ["bedrock.amazonaws.com", "lambda.amazonaws.com"]',
          '    }',
          '    condition {',
          '      test     = "StringLike"',
          '      variable = "s3:prefix"',
          '      values   = ["", "home/&{aws:username}/"]',
          '    }',
          '    condition {',
          '      test     = "Bool"',
          '      variable = "aws:SecureTransport"',
          '      values   = ["false"]',
          '    }',
          '  }',
          '}',
        ].join('\n'),
      ),
    ).toEqual([
      {
        Effect: 'Deny',
        NotAction: 'iam:*',
        NotResource: ['a', 'b'],
        Principal: { AWS: 'arn:aws:iam::111122223333:root', Service: ['bedrock.amazonaws.com', 'lambda.amazonaws.com'] },
        Condition: { StringLike: { 's3:prefix': ['', 'home/${aws:username}/'] }, Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  it('writes everyone as a bare star', () => {
    expect(
      statementsOf(
        'data "aws_iam_policy_document" "it" {\n  statement {\n    actions = ["*"]\n    principals {\n      type = "*"\n      identifiers = ["*"]\n    }\n  }\n}\n',
      ),
    ).toEqual([{ Effect: 'Allow', Action: '*', Principal: '*' }]);
  });

  it('keeps unknown parts and references in place', () => {
    const value = documentOf(
      'variable "model" {}\nresource "aws_s3_bucket" "b" {\n  bucket = "data"\n}\ndata "aws_iam_policy_document" "it" {\n  statement {\n    actions   = ["s3:GetObject"]\n    resources = ["${aws_s3_bucket.b.arn}/*", "arn:aws:bedrock:*::foundation-model/${var.model}"]\n  }\n}\n',
    );
    const json = jsonOf(value)!;
    expect(plain(json)).toMatchObject({
      Statement: [{ Resource: ['arn:aws:s3:::data/*', 'arn:aws:bedrock:*::foundation-model/${var.model}'] }],
    });
    expect(referencesIn(json).map(({ ref }) => ref)).toEqual(['aws_s3_bucket.b']);
  });

  it('expands dynamic statements', () => {
    expect(
      statementsOf(
        'data "aws_iam_policy_document" "it" {\n  dynamic "statement" {\n    for_each = { a = "s3:Get*", b = "s3:Put*" }\n    content {\n      sid = statement.key\n      actions = [statement.value]\n    }\n  }\n}\n',
      ),
    ).toEqual([
      { Sid: 'a', Effect: 'Allow', Action: 's3:Get*' },
      { Sid: 'b', Effect: 'Allow', Action: 's3:Put*' },
    ]);
  });
});

// As in the "Example of Merging" sections of the data source's documentation.
describe('documents that are merged', () => {
  const other = (name: string, ...statements: ReadonlyArray<readonly [sid: string, action: string]>): string => {
    const blocks = statements.map(([sid, action]) => `  statement {\n    sid = "${sid}"\n    actions = ["${action}"]\n  }\n`);
    return `data "aws_iam_policy_document" "${name}" {\n${blocks.join('')}}\n`;
  };

  it('take sources first; a statement here replaces the one of the same sid', () => {
    expect(
      statementsOf(
        `${other('source', ['', 'ec2:*'], ['SidToOverwrite', 's3:*'])}data "aws_iam_policy_document" "it" {\n  source_policy_documents = [data.aws_iam_policy_document.source.json]\n  statement {\n    sid = "SidToOverwrite"\n    actions = ["s3:GetObject"]\n  }\n}\n`,
      ),
    ).toMatchObject([{ Action: 'ec2:*' }, { Sid: 'SidToOverwrite', Action: 's3:GetObject' }]);
  });

  it('are overridden by override_policy_documents, in order', () => {
    expect(
      statementsOf(
        `${other('one', ['OverridePlaceHolder', 'ec2:One'])}${other('two', ['OverridePlaceHolder', 'ec2:Two'], ['New', 's3:*'])}data "aws_iam_policy_document" "it" {\n  override_policy_documents = [data.aws_iam_policy_document.one.json, data.aws_iam_policy_document.two.json]\n  statement {\n    sid = "OverridePlaceHolder"\n    actions = ["*"]\n  }\n}\n`,
      ),
    ).toMatchObject([
      { Sid: 'OverridePlaceHolder', Action: 'ec2:Two' },
      { Sid: 'New', Action: 's3:*' },
    ]);
  });

  it('take documents written as JSON or encoded, with a single statement too', () => {
    expect(
      statementsOf(
        'data "aws_iam_policy_document" "it" {\n  source_policy_documents = [\n    jsonencode({ Statement = { Sid = "A", Action = "a:*" } }),\n    <<-EOT\n      {"Statement": [{"Sid": "B", "Action": "b:*"}]}\n    EOT\n  ]\n}\n',
      ),
    ).toEqual([
      { Sid: 'A', Action: 'a:*' },
      { Sid: 'B', Action: 'b:*' },
    ]);
  });

  it('say that there may be more where a document is not known', () => {
    const json = jsonOf(
      documentOf(
        'variable "extra" {}\ndata "aws_iam_policy_document" "it" {\n  source_policy_documents = [var.extra]\n  statement {\n    actions = ["a:*"]\n  }\n}\n',
      ),
    )!;
    expect(json.kind === 'object' && json.entries.get('Statement')).toMatchObject({ kind: 'list', open: true });
    expect(plain(json)).toMatchObject({ Statement: [{ Action: 'a:*' }] });
  });

  it('end where documents include each other', () => {
    expect(
      statementsOf(
        'data "aws_iam_policy_document" "other" {\n  source_policy_documents = [data.aws_iam_policy_document.it.json]\n  statement {\n    actions = ["b:*"]\n  }\n}\ndata "aws_iam_policy_document" "it" {\n  source_policy_documents = [data.aws_iam_policy_document.other.json]\n  statement {\n    actions = ["a:*"]\n  }\n}\n',
      ),
    ).toMatchObject([{ Action: 'b:*' }, { Action: 'a:*' }]);
  });
});
