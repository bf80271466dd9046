import { describe, expect, it } from 'vitest';
import { blocksOf } from './configuration.ts';
import { referencesIn, stringOf, textOf } from './read-value.ts';
import { addresses, attribute, evaluate, resource } from './fixtures/sources.ts';
import { plain } from './value.ts';

describe('count and for_each', () => {
  const configuration = evaluate({
    'main.tf': [
      'variable "unknown" {}',
      'resource "aws_x" "three" {',
      '  count = 3',
      '  name  = "n${count.index}"',
      '}',
      'resource "aws_x" "none" {',
      '  count = 0',
      '}',
      'resource "aws_x" "maybe" {',
      '  count = var.unknown ? 1 : 0',
      '  name  = "maybe"',
      '}',
      'resource "aws_x" "any" {',
      '  count = var.unknown',
      '  name  = "n${count.index}"',
      '}',
      'resource "aws_x" "set" {',
      '  for_each = toset(["b", "a"])',
      '  name     = each.value',
      '}',
      'resource "aws_x" "map" {',
      '  for_each = { k = aws_x.three[1].name }',
      '  name     = "${each.key}=${each.value}"',
      '}',
      'resource "aws_x" "every" {',
      '  for_each = var.unknown',
      '  name     = each.key',
      '}',
      'resource "aws_x" "chained" {',
      '  for_each = aws_x.set',
      '  name     = each.value.name',
      '}',
      'resource "aws_x" "either" {',
      '  for_each = var.unknown ? toset(["p", "q"]) : toset(["q"])',
      '}',
      'resource "aws_x" "uses" {',
      '  one   = aws_x.three[2].name',
      '  all   = aws_x.three[*].name',
      '  old   = join("", aws_x.maybe.*.name)',
      '  first = one(aws_x.maybe[*].name)',
      '  key   = aws_x.set["b"].name',
      '  any   = aws_x.any[0].id',
      '  tried = try(aws_x.none[0].name, "absent")',
      '  many  = { for k, v in aws_x.set : k => v.id }',
      '}',
      '',
    ].join('\n'),
  });

  it('expand to instances', () => {
    expect(addresses(configuration)).toEqual([
      'aws_x.three[0]',
      'aws_x.three[1]',
      'aws_x.three[2]',
      'aws_x.maybe[0]',
      'aws_x.any',
      'aws_x.set["a"]',
      'aws_x.set["b"]',
      'aws_x.map["k"]',
      'aws_x.every',
      'aws_x.chained["a"]',
      'aws_x.chained["b"]',
      'aws_x.either["p"]',
      'aws_x.either["q"]',
      'aws_x.uses',
    ]);
    expect(resource(configuration, 'aws_x.three[1]').instanceKey).toBe(1);
    expect(attribute(configuration, 'aws_x.three[1]', 'name')).toBe('n1');
    expect(attribute(configuration, 'aws_x.map["k"]', 'name')).toBe('k=n1');
    expect(attribute(configuration, 'aws_x.chained["a"]', 'name')).toBe('a');
  });

  it('mark what may not exist and what stands for any number', () => {
    expect(resource(configuration, 'aws_x.maybe[0]').conditional).toBe(true);
    expect(resource(configuration, 'aws_x.either["p"]').conditional).toBe(true);
    expect(resource(configuration, 'aws_x.either["q"]').conditional).toBeUndefined();
    expect(resource(configuration, 'aws_x.any').unexpanded).toBe(true);
    expect(attribute(configuration, 'aws_x.any', 'name')).toBe('n${count.index}');
    expect(resource(configuration, 'aws_x.every')).toMatchObject({ unexpanded: true });
  });

  it('are followed by references', () => {
    const uses = resource(configuration, 'aws_x.uses');
    expect(stringOf(uses.attributes.get('one'))).toBe('n2');
    expect(plain(uses.attributes.get('all')!)).toEqual(['n0', 'n1', 'n2']);
    expect(stringOf(uses.attributes.get('old'))).toBe('maybe');
    expect(stringOf(uses.attributes.get('first'))).toBe('maybe');
    expect(uses.attributes.get('key')).toMatchObject({ kind: 'reference', ref: 'aws_x.set["b"]', attribute: 'name' });
    expect(uses.attributes.get('any')).toMatchObject({ kind: 'reference', ref: 'aws_x.any', attribute: 'id' });
    expect(stringOf(uses.attributes.get('tried'))).toBe('absent');
    expect(referencesIn(uses.attributes.get('many')).map(({ ref }) => ref)).toEqual(['aws_x.set["a"]', 'aws_x.set["b"]']);
  });

  it('are capped at 200', () => {
    const many = evaluate({
      'main.tf':
        'resource "aws_x" "y" {\n  count = 201\n}\nresource "aws_x" "z" {\n  for_each = toset([for i in range(201) : tostring(i)])\n}\nresource "aws_x" "w" {\n  count = 200\n}\n',
    });
    expect(many.resources).toHaveLength(202);
    expect(many.problems.map(({ reason }) => reason)).toEqual([
      'aws_x.y: a count above 200 is not expanded',
      'aws_x.z: a for_each over more than 200 entries is not expanded',
    ]);
  });
});

describe('dynamic blocks', () => {
  const configuration = evaluate({
    'main.tf': [
      'variable "unknown" {}',
      'resource "aws_x" "y" {',
      '  dynamic "rule" {',
      '    for_each = [{ id = "a", ports = [1, 2] }, { id = "b", ports = [] }]',
      '    content {',
      '      id = rule.value.id',
      '      at = rule.key',
      '      dynamic "port" {',
      '        for_each = rule.value.ports',
      '        iterator = p',
      '        content {',
      '          number = p.value',
      '        }',
      '      }',
      '    }',
      '  }',
      '  dynamic "guard" {',
      '    for_each = var.unknown != null ? [var.unknown] : []',
      '    content {',
      '      id = guard.value',
      '    }',
      '  }',
      '  dynamic "any" {',
      '    for_each = var.unknown',
      '    content {',
      '      id = any.value.id',
      '    }',
      '  }',
      '  lifecycle {',
      '    ignore_changes = [tags, rule]',
      '  }',
      '  provider = aws.west',
      '}',
      'resource "aws_z" "z" {',
      '  first = aws_x.y.rule[0].id',
      '}',
      '',
    ].join('\n'),
  });
  const { blocks, attributes } = resource(configuration, 'aws_x.y');

  it('become the blocks they generate', () => {
    const rules = blocksOf({ attributes, blocks }, 'rule');
    expect(
      rules.map((rule) => [
        plain(rule.attributes.get('id')!),
        plain(rule.attributes.get('at')!),
        rule.blocks.map((port) => plain(port.attributes.get('number')!)),
      ]),
    ).toEqual([
      ['a', 0, [1, 2]],
      ['b', 1, []],
    ]);
    expect(attribute(configuration, 'aws_z.z', 'first')).toBe('a');
  });

  it('are marked where their number is not known', () => {
    expect(blocks.find(({ type }) => type === 'guard')).toMatchObject({ conditional: true });
    expect(blocks.find(({ type }) => type === 'any')).toMatchObject({ unexpanded: true });
    expect(textOf(blocks.find(({ type }) => type === 'any')!.attributes.get('id'))).toBe('${any.value.id}');
  });

  it('leave names that are not values as text', () => {
    expect(plain(blocks.find(({ type }) => type === 'lifecycle')!.attributes.get('ignore_changes')!)).toEqual(['tags', 'rule']);
    expect(stringOf(attributes.get('provider'))).toBe('aws.west');
  });
});
