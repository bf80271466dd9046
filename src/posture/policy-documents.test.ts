import { describe, expect, it } from 'vitest';
import {
  admitsStrangers,
  coversAction,
  coversResource,
  isConditional,
  isForEverybody,
  matchesPattern,
  type PolicyStatement,
  statementsOf,
} from './policy-documents.ts';

function statement(given: Partial<PolicyStatement> = {}): PolicyStatement {
  return {
    effect: 'Allow',
    actions: [],
    notActions: [],
    resources: [],
    notResources: [],
    principals: ['*'],
    conditions: {},
    conditionUnknown: false,
    target: 'estate',
    file: 'main.tf',
    line: 1,
    ...given,
  };
}

describe('matchesPattern', () => {
  // IAM JSON policy elements, "Wildcards": * any combination of characters, ? one character.
  it.each([
    ['*', '', true],
    ['*', 'anything', true],
    ['s3:Get*', 's3:GetObject', true],
    ['s3:Get*', 's3:PutObject', false],
    ['s3:*Object', 's3:GetObject', true],
    ['s3:*Object', 's3:GetObjectAcl', false],
    ['arn:aws:s3:::a?c', 'arn:aws:s3:::abc', true],
    ['arn:aws:s3:::a?c', 'arn:aws:s3:::ac', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a**', 'a', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s on %s: %s', (pattern, text, fits) => {
    expect(matchesPattern(pattern, text)).toBe(fits);
  });

  it('compares actions without case and resources with it', () => {
    expect(coversAction(statement({ actions: ['S3:getobject'] }), 's3:GetObject')).toBe(true);
    expect(coversResource(statement({ resources: ['arn:aws:s3:::Data'] }), 'arn:aws:s3:::data')).toBe(false);
  });

  it('stays fast on a pattern made to be slow', () => {
    expect(matchesPattern(`${'*a'.repeat(2000)}b`, 'a'.repeat(20_000))).toBe(false);
  });
});

describe('what a statement covers', () => {
  it('NotAction covers all but the named ones', () => {
    const all = statement({ notActions: ['iam:*'] });
    expect(coversAction(all, 's3:PutObject')).toBe(true);
    expect(coversAction(all, 'iam:CreateUser')).toBe(false);
  });

  it('a bucket is covered by what is said of the objects in it', () => {
    expect(coversResource(statement({ resources: ['arn:aws:s3:::data/*'] }), 'arn:aws:s3:::data')).toBe(true);
    expect(coversResource(statement({ resources: ['arn:aws:s3:::other/*'] }), 'arn:aws:s3:::data')).toBe(false);
  });

  it('NotResource covers what is not named', () => {
    const rest = statement({ notResources: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'] });
    expect(coversResource(rest, 'arn:aws:s3:::data')).toBe(false);
    expect(coversResource(rest, 'arn:aws:s3:::other')).toBe(true);
  });
});

describe('isForEverybody', () => {
  // docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, "The meaning of public".
  it.each([
    ['no condition', {}, true],
    ['members of an organization', { StringEquals: { 'aws:PrincipalOrgID': ['o-a1'] } }, false],
    ['members of any organization', { StringLike: { 'aws:PrincipalOrgID': ['*'] } }, true],
    ['one VPC', { StringEquals: { 'aws:SourceVpc': ['vpc-1'] } }, false],
    ['all but one VPC', { StringNotEquals: { 'aws:SourceVpc': ['vpc-1'] } }, true],
    ['an office address', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } }, false],
    ['every address', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/0'] } }, true],
    ['the two halves of every address', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }, true],
    ['encrypted connections only', { Bool: { 'aws:SecureTransport': ['true'] } }, true],
    ['a referer, which anybody can send', { StringLike: { 'aws:Referer': ['https://meridian.example/*'] } }, true],
    ['one account', { StringEquals: { 'aws:SourceAccount': ['111122223333'] } }, false],
  ])('%s', (_name, conditions, everybody) => {
    expect(isForEverybody(statement({ conditions }))).toBe(everybody);
  });

  it('a named principal is not everybody', () => {
    expect(isForEverybody(statement({ principals: ['arn:aws:iam::111122223333:root'] }))).toBe(false);
    expect(isForEverybody(statement({ principals: [] }))).toBe(false);
  });
});

describe('statementsOf', () => {
  it('reads what a detector wrote and leaves out what does not fit', () => {
    const read = statementsOf([{ effect: 'Deny', actions: 's3:*', resources: ['*', 7], line: 3 }, 'nonsense', null, [1]]);
    expect(read).toHaveLength(1);
    expect(read[0]).toMatchObject({ effect: 'Deny', actions: ['s3:*'], resources: ['*'], principals: [], line: 3 });
  });

  it.each([undefined, null, 'text', 5, {}])('%o has no statements', (property) => {
    expect(statementsOf(property)).toEqual([]);
  });

  it.each([
    { conditions: 'text' },
    { conditions: { Bool: 'text' } },
    { conditions: { Bool: { key: 'text' } } },
    { conditions: [1] },
    { conditions: { Bool: null } },
    { conditions: { Bool: { 'aws:SourceVpc': 'vpc-1' } } },
  ])('survives %o', (given) => {
    const [read] = statementsOf([{ effect: 'Allow', principals: ['*'], ...given }]);
    expect(() => isForEverybody(read!)).not.toThrow();
  });
});

describe('a condition that could not be read', () => {
  it('is no missing condition', () => {
    const [read] = statementsOf([{ effect: 'Allow', principals: ['*'], conditions: {}, conditionUnknown: true }]);
    expect(isConditional(read!)).toBe(true);
    expect(admitsStrangers(read!)).toBeUndefined();
    expect(isForEverybody(read!)).toBe(false);
  });

  it('changes nothing where another condition keeps strangers out, or nobody is named', () => {
    const organization = { StringEquals: { 'aws:PrincipalOrgID': ['o-meridian'] } };
    expect(admitsStrangers(statement({ conditionUnknown: true, conditions: organization }))).toBe(false);
    expect(admitsStrangers(statement({ conditionUnknown: true, principals: ['arn:aws:iam::111122223333:root'] }))).toBe(false);
  });

  it('leaves an address range that a variable decides open', () => {
    const from = (...ranges: string[]) => admitsStrangers(statement({ conditions: { IpAddress: { 'aws:SourceIp': ranges } } }));
    expect(from('${var.office}')).toBeUndefined();
    expect(from('198.51.100.0/24')).toBe(false);
    expect(from('${var.office}', '0.0.0.0/0')).toBe(true);
  });
});
