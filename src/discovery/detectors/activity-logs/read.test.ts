import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesReader } from '../../range.ts';
import { discover } from '../../scan.ts';
import { memorySource } from '../../sources/memory/memory.ts';
import { type LogFacts, readLog } from './read.ts';

const read = (content: string | Uint8Array): LogFacts | undefined =>
  readLog({ path: 'x.log', reader: bytesReader(Buffer.from(content as Uint8Array)) });
const use = (facts: LogFacts | undefined, host: string) => facts?.hosts.find((one) => one.host === host)?.uses[0];

const SQUID = (n: number): string =>
  `${1793606400 + n * 60}.000 10 10.0.0.${n % 4} TCP_TUNNEL/200 1000 CONNECT chatgpt.com:443 - HIER_DIRECT/1.2.3.4 -\n`;

describe('readLog', () => {
  it('adds up volume, days and what was sent', () => {
    const facts = read(
      'timestamp,user,url,method,bytes_sent,bytes_received,action\n' +
        '2026-11-01T08:00:00Z,ana@kettle.example,https://chatgpt.com/,GET,600,9000,allowed\n' +
        '2026-11-01T08:01:00Z,ana@kettle.example,https://chatgpt.com/backend-api/conversation,POST,1200,9000,allowed\n' +
        '2026-11-02T08:01:00Z,ana@kettle.example,https://chatgpt.com/backend-api/files?name=payroll.xlsx,POST,250000,100,allowed\n' +
        '2026-11-02T08:02:00Z,ana@kettle.example,https://chatgpt.com/ces/v1/telemetry/chat,POST,900,100,allowed\n',
    );
    expect(use(facts, 'chatgpt.com')).toMatchObject({
      kind: 'person',
      who: 'ana@kettle.example',
      line: 2,
      requests: 4,
      bytesOut: 252_700,
      uploads: 2,
      uploadBytes: 251_200,
      largestUpload: 250_000,
      sent: 'POST /backend-api/files',
      sentLine: 4,
      first: Date.parse('2026-11-01T08:00:00Z'),
      last: Date.parse('2026-11-02T08:02:00Z'),
    });
    expect(use(facts, 'chatgpt.com')?.days).toHaveLength(2);
  });

  it('does not copy what stands in a query, nor a user in an address', () => {
    const facts = read(
      SQUID(1).replace('CONNECT chatgpt.com:443', 'POST https://joe:hush@chatgpt.com/backend-api/conversation?q=salary-list'),
    );
    expect(JSON.stringify(facts)).not.toMatch(/hush|salary/);
    expect(use(facts, 'chatgpt.com')?.uploads).toBe(1);
  });

  it('reads what stands before the break of a truncated archive, and says so where it can', () => {
    const whole = gzipSync(Array.from({ length: 20_000 }, (_, n) => SQUID(n)).join(''));
    const all = read(whole)?.hosts[0]?.uses.reduce((sum, one) => sum + (one.requests ?? 0), 0);
    expect(all).toBe(20_000);
    const half = read(whole.subarray(0, whole.length / 2))?.hosts[0]?.uses.reduce((sum, one) => sum + (one.requests ?? 0), 0) ?? 0;
    expect(half).toBeGreaterThan(5000);
  });

  it('keeps bounds on hosts and people', () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => `Nov  2 08:00:02 dnsmasq[9]: query[A] h${n}.example.net from 10.0.0.1\n`).join(
      '',
    );
    const facts = read(`${lines}Nov  2 08:00:02 dnsmasq[9]: query[A] api.openai.com from 10.0.0.2\n`);
    expect(facts?.hosts.length).toBe(50_001);
    expect(facts?.cut).toBe(true);
    expect(use(facts, 'api.openai.com')).toMatchObject({ who: '10.0.0.2', lookups: 1 });
  });

  it.each([
    ['an ISO time without a zone', '2026-11-02 08:00:00,ana,chatgpt.com,GET\n', '2026-11-02T08:00:00Z'],
    ['seconds since 1970', '1793606400,ana,chatgpt.com,GET\n', '2026-11-02T08:00:00Z'],
    ['the day first', '25/10/2026 10:00,ana,chatgpt.com,GET\n', '2026-10-25T10:00:00Z'],
    ['a weekday first', 'Mon Nov  2 08:00:00 2026,ana,chatgpt.com,GET\n', '2026-11-02T08:00:00Z'],
  ])('knows %s', (_, line, expected) => {
    expect(use(read(`time,username,host,method\n${line}`), 'chatgpt.com')?.first).toBe(Date.parse(expected));
  });

  it('reads the W3C format with its header repeated', () => {
    const header = '#Software: SGOS\n#Fields: date time c-ip cs-username cs-method cs-host cs-uri-path cs-bytes sc-bytes s-action\n';
    const facts = read(
      `${header}2026-11-02 08:00:00 10.0.0.1 kim POST claude.ai /api/organizations/1/chat_conversations/2/completion 5000 100 TCP_MISS\n${header}`,
    );
    expect(facts?.format).toBe('gateway');
    expect(use(facts, 'claude.ai')).toMatchObject({
      kind: 'identity',
      who: 'kim',
      bytesOut: 5000,
      uploads: 1,
      first: Date.parse('2026-11-02T08:00:00Z'),
    });
  });

  it('reads CloudTrail written over many lines, with braces in texts', () => {
    const record = {
      eventTime: '2026-11-02T08:00:00Z',
      eventSource: 'bedrock.amazonaws.com',
      eventName: 'InvokeModel',
      userAgent: 'a"}{[',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/kim' },
      requestParameters: { modelId: 'amazon.nova-pro-v1:0' },
    };
    const facts = read(JSON.stringify({ Records: [record, { ...record, eventTime: '2026-11-03T08:00:00Z' }] }, null, 2));
    expect(facts?.calls).toMatchObject([
      { what: 'model', name: 'amazon.nova-pro-v1:0', who: 'arn:aws:iam::111122223333:user/kim', count: 2, line: 3 },
    ]);
    const lines = read(`${JSON.stringify(record)}\n${JSON.stringify(record)}\n{"eventSource": broken\n`);
    expect(lines?.calls?.[0]).toMatchObject({ count: 2, line: 1 });
  });

  it.each([
    ['a package', '{ "name": "x", "dependencies": { "openai": "^4" } }'],
    ['a table of prices', 'model,price,provider\ngpt-4.1,2,openai\n'],
    ['nothing', ''],
    ['binary data', new Uint8Array([0, 1, 2, 3])],
    ['deep JSON', `{"eventSource":"bedrock.amazonaws.com","eventName":${'['.repeat(100_000)}`],
  ])('knows nothing in %s', (_, content) => {
    expect(read(content)?.hosts ?? []).toEqual([]);
  });

  it('is given logs of any size, and the coverage says that they are not searched for secrets', async () => {
    const log = Array.from({ length: 100_000 }, (_, n) => SQUID(n)).join('');
    const { snapshot, coverage } = await discover([memorySource('case', { 'access.log': log })]);
    expect(snapshot.assets.filter(({ kind }) => kind === 'saas-app').map(({ name }) => name)).toEqual(['ChatGPT']);
    expect(coverage.filter(({ status }) => status === 'too-large').map(({ reason }) => reason)).toEqual([
      '9 MiB of text: read by activity-logs, but text above 8 MiB is not searched for secrets.',
    ]);
  });
});
