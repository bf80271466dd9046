import type { Candidate } from './candidate.ts';
import { bitsPerUnit } from './entropy.ts';
import { isFiller } from './placeholder.ts';
import { assignedName } from './variable.ts';

const DATABASES: Readonly<Record<string, string>> = {
  postgres: 'postgresql',
  postgresql: 'postgresql',
  cockroachdb: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  mongodb: 'mongodb',
  redis: 'redis',
  rediss: 'redis',
  valkey: 'redis',
  amqp: 'rabbitmq',
  amqps: 'rabbitmq',
  mssql: 'sqlserver',
  sqlserver: 'sqlserver',
  clickhouse: 'clickhouse',
  neo4j: 'neo4j',
  bolt: 'neo4j',
  snowflake: 'snowflake',
};
const WEBHOOK =
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?=[A-Z])[A-Z0-9]{8,14}\/(?:[A-Z0-9]{8,14}\/)?[A-Za-z0-9/]{20,48}|(?:canary\.|ptb\.)?discord(?:app)?\.com\/api\/webhooks\/\d{16,20}\/[A-Za-z0-9_-]{60,80}/y;
const AUTHORITY_STOPS = /[\s/?#"'`<>\\,;|]/;
// This machine, and a compose service without a domain.
const LOCAL = /^(?:localhost|127\.|0\.0\.0\.0|host\.docker\.internal|[\w-]*$)/;
// Names that documentation uses (RFC 2606). `db.harbour.example` names somebody: there a password is one like everywhere else.
const DOCUMENTATION = /(?:^|\.)example\.(?:com|org|net)$|^example$|^(?:your|my)?-?(?:host|hostname|server)(?:name)?$/;
const FACTORY = new Set([
  'postgres',
  'root',
  'admin',
  'guest',
  'password',
  'pass',
  'secret',
  'user',
  'mysql',
  'redis',
  'mongo',
  'rabbitmq',
  'neo4j',
  'example',
  'changeme',
]);

/** Addresses that carry a password (the match is the password alone) and webhook addresses (the match is all of it). */
export function secretUrls(text: string, found: (candidate: Candidate) => void): void {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const from = at + 3;
    WEBHOOK.lastIndex = from;
    const hook = text.startsWith('hooks.', from) || text.startsWith('discord', from) ? WEBHOOK.exec(text) : null;
    if (hook !== null) {
      const slack = hook[0].startsWith('hooks.');
      const path = hook[0].indexOf(slack ? '/' : '/api/webhooks/') + (slack ? 1 : 14);
      found({
        provider: slack ? 'slack' : 'discord',
        form: 'webhook-url',
        ai: false,
        start: from,
        end: from + hook[0].length,
        publicPrefix: path,
        confidence: 0.97,
        rank: 0,
      });
      continue;
    }
    const candidate = passwordIn(text, at);
    if (candidate !== undefined) found(candidate);
  }
}

function passwordIn(text: string, colon: number): Candidate | undefined {
  const authority = text.slice(colon + 3, colon + 303);
  const stop = authority.search(AUTHORITY_STOPS);
  const userinfo = stop < 0 ? authority : authority.slice(0, stop);
  const atSign = userinfo.lastIndexOf('@');
  const split = userinfo.indexOf(':');
  if (split < 0 || atSign <= split + 1) return undefined;
  const scheme = /[a-z][a-z0-9+]{1,24}$/.exec(text.slice(Math.max(0, colon - 26), colon))?.[0] ?? '';
  const database = DATABASES[scheme.split('+')[0] ?? ''];
  if (database === undefined && scheme !== 'https' && scheme !== 'http') return undefined;
  const user = userinfo.slice(0, split);
  const password = userinfo.slice(split + 1, atSign);
  if (/[${}%*()[\]]/.test(password.replace(/%[0-9A-Fa-f]{2}/g, '')) || /^[x.-]+$/i.test(password)) return undefined;
  // Web addresses in documentation are full of user:pass; short words there are not worth a finding.
  if (database === undefined && (password.length < 6 || (password.length < 12 && !/\d/.test(password)))) return undefined;
  const start = colon + 3 + split + 1;
  const host = /^[\w.-]*/.exec(userinfo.slice(atSign + 1))?.[0] ?? '';
  const factory = FACTORY.has(password.toLowerCase()) || password === user;
  const why =
    DOCUMENTATION.test(host) && !isMade(password)
      ? 'documentation host'
      : factory && LOCAL.test(host)
        ? 'factory password on a local host'
        : isFiller(password) && !factory
          ? 'made of filler words'
          : undefined;
  return {
    provider: database ?? 'http',
    form: database === undefined ? 'url-password' : 'connection-url',
    ai: false,
    start,
    end: start + password.length,
    publicPrefix: 0,
    confidence: database === undefined ? 0.6 : 0.85,
    rank: 0,
    variable: assignedName(text, colon - scheme.length) ?? '',
    ...(why === undefined ? {} : { placeholderWhy: why }),
  };
}

/** A password that a machine made, which nobody types into documentation. */
function isMade(password: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(password)).length;
  return password.length >= 12 && kinds === 3 && bitsPerUnit(password) >= 3.2 && !isFiller(password);
}

const LONGEST_PEM = 20_000;

/** Private key blocks with a body; the fingerprint is taken of the body's base64 alone, so JSON-escaped copies agree. */
export function privateKeys(text: string, found: (candidate: Candidate) => void): void {
  for (let at = text.indexOf('-----BEGIN '); at >= 0; at = text.indexOf('-----BEGIN ', at + 11)) {
    const label = /^-----BEGIN ([A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?)-----/.exec(text.slice(at, at + 64));
    if (label === null) continue;
    const bodyStart = at + label[0].length;
    const reach = Math.min(text.length, bodyStart + LONGEST_PEM);
    const window = text.slice(bodyStart, reach);
    const close = window.indexOf('-----END ');
    const body = close < 0 ? (/^(?:[A-Za-z0-9+/=\s]|\\[nr])*/.exec(window)?.[0] ?? '') : window.slice(0, close);
    const encrypted = label[1]?.includes('ENCRYPTED') === true || body.includes('4,ENCRYPTED');
    const base64 = body
      .replace(/^[\w-]+:.*$/gm, '')
      .replace(/\\[nrt]/g, '')
      .replace(/[^A-Za-z0-9+/=]/g, '');
    if (base64.length < 60) continue;
    const end =
      close < 0
        ? bodyStart + body.length
        : bodyStart + close + (/^-----END [A-Z0-9 ]{0,40}-----/.exec(window.slice(close, close + 64))?.[0] ?? '').length;
    const why = body.includes('...') || new Set(base64).size < 16 ? 'the body is filled in' : undefined;
    found({
      provider: 'private-key',
      form: formOf(label[1] ?? '', encrypted),
      ai: false,
      start: at,
      end,
      value: base64,
      publicPrefix: label[0].length,
      confidence: encrypted ? 0.7 : 0.97,
      rank: 0,
      ...(why === undefined ? {} : { placeholderWhy: why }),
    });
    at = end - 11;
  }
}

function formOf(label: string, encrypted: boolean): string {
  const kind = label.startsWith('PGP')
    ? 'pgp'
    : label.startsWith('RSA')
      ? 'rsa'
      : label.startsWith('EC')
        ? 'ec'
        : label.startsWith('OPENSSH')
          ? 'openssh'
          : label.startsWith('DSA')
            ? 'dsa'
            : 'pkcs8';
  return encrypted ? `${kind}-encrypted` : kind;
}
