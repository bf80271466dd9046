import { describe, expect, it } from 'vitest';
import { evaluateTerraform } from './evaluate.ts';
import { parseHclJson } from './parse-json.ts';
import { blocksOf } from './configuration.ts';
import { stringOf } from './read-value.ts';
import { plain } from './value.ts';

const SAMPLE = `{
  "//": "a comment",
  "variable": {
    "name": { "type": "string", "default": "\${literal}" }
  },
  "locals": { "prefix": "acme-\${terraform.workspace == \\"x\\" ? 1 : 2}" },
  "resource": {
    "aws_s3_bucket": {
      "data": {
        "bucket": "\${var.name}-data",
        "tags": { "owner": "ml" },
        "lifecycle": { "prevent_destroy": true }
      }
    },
    "aws_iam_role": [
      { "a": { "name": "first" } },
      { "b": { "name": "second", "count": 2 } }
    ]
  },
  "output": { "id": { "value": "\${aws_s3_bucket.data.id}" } },
  "module": { "m": { "source": "acme/x/aws", "content": { "a": 1 } } }
}
`;

describe('the JSON syntax of configurations', () => {
  const { body, problems } = parseHclJson(SAMPLE);

  it('makes blocks of the known properties, with labels and lines', () => {
    expect(problems).toEqual([]);
    expect(body.blocks.map(({ type, labels, line }) => `${line} ${[type, ...labels].join(' ')}`)).toEqual([
      '4 variable name',
      '6 locals',
      '9 resource aws_s3_bucket data',
      '16 resource aws_iam_role a',
      '17 resource aws_iam_role b',
      '20 output id',
      '21 module m',
    ]);
    expect(body.blocks[2]!.body.blocks.map(({ type }) => type)).toEqual(['lifecycle']);
    expect(body.blocks[2]!.body.attributes.map(({ name, line }) => `${line} ${name}`)).toEqual(['10 bucket', '11 tags']);
  });

  it('reads strings as templates, but not in variables', () => {
    const result = evaluateTerraform([{ path: 'main.tf.json', body }]);
    const bucket = result.resources.find(({ address }) => address === 'aws_s3_bucket.data')!;
    expect(stringOf(bucket.attributes.get('bucket'))).toBe('${literal}-data');
    expect(plain(result.outputs[0]!.value)).toBe('${literal}-data');
    expect(result.resources.map(({ address }) => address)).toEqual([
      'aws_s3_bucket.data',
      'aws_iam_role.a',
      'aws_iam_role.b[0]',
      'aws_iam_role.b[1]',
    ]);
  });

  it('gives nested blocks, which JSON cannot tell from attributes, through one accessor', () => {
    const { body: policy } = parseHclJson(
      '{"data": {"aws_iam_policy_document": {"p": {"statement": [{"actions": ["s3:GetObject"], "resources": ["*"]}]}}}, "output": {"o": {"value": "${data.aws_iam_policy_document.p.json}"}}}',
    );
    const result = evaluateTerraform([{ path: 'x.tf.json', body: policy }]);
    expect(blocksOf(result.data[0]!, 'statement').map(({ attributes }) => plain(attributes.get('actions')!))).toEqual([['s3:GetObject']]);
    expect(JSON.parse(stringOf(result.outputs[0]!.value)!)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
    });
  });
});

describe('the JSON syntax of variable files', () => {
  it('takes every property as a literal, whatever its name', () => {
    const { body, problems } = parseHclJson('{"data": {"a": 1}, "text": "${x}"}', 'values');
    expect(problems).toEqual([]);
    expect(body.attributes.map(({ name }) => name)).toEqual(['data', 'text']);
    expect(body.attributes[1]!.value).toEqual({ kind: 'literal', line: 1, value: '${x}' });
  });
});

describe('broken JSON', () => {
  it('keeps what stood before the break', () => {
    const { body, problems } = parseHclJson('{"resource": {"a": {"one": {"x": 1}, "two": {"y": 2, \n"z": }}}');
    expect(problems).toEqual([{ line: 2, reason: 'expected a JSON value' }]);
    expect(body.blocks.map(({ labels }) => labels.join('.'))).toEqual(['a.one', 'a.two']);
    expect(body.blocks[1]!.body.attributes.map(({ name }) => name)).toEqual(['y']);
  });

  it('survives truncation at every character', () => {
    for (let length = 0; length < SAMPLE.length - 2; length++)
      expect(parseHclJson(SAMPLE.slice(0, length)).problems.length).toBeGreaterThan(0);
  });

  it.each(['[', '{"a":', '[[],', '1', '"', '{"a":"${'])('100,000 times %s gives a problem', (piece) => {
    expect(parseHclJson(piece.repeat(100_000)).problems.length === 0).toBe(piece === '1');
  });

  it('says when a template in a string is broken and keeps the text', () => {
    const { body, problems } = parseHclJson('{\n"locals": {"a": "${"}}');
    expect(problems).toEqual([{ line: 2, reason: 'the file ends inside an expression' }]);
    expect(body.blocks[0]!.body.attributes[0]!.value).toMatchObject({ kind: 'literal', value: '${' });
  });
});
