import { forEachLine } from '../../logs/lines.ts';
import { forEachRecord, parseRecord } from '../../logs/records.ts';
import type { Flows } from './flows.ts';
import { sentBy } from './sent.ts';
import { isAddress, type Tally, whoOf } from './tally.ts';

/** Zeek's dns, ssl, http, conn and dhcp logs, as tables with a `#fields` header and as JSON lines. Source: docs.zeek.org/en/master/logs. */
export function readZeekTable(chunks: Iterable<string>, tally: Tally, flows: Flows): number {
  let columns = new Map<string, number>();
  let path = '';
  let separator = '\t';
  forEachLine(chunks, (line, number) => {
    if (line.startsWith('#')) {
      // A file may be several logs one behind the other.
      if (line.startsWith('#separator')) separator = separatorOf(line);
      else if (line.startsWith('#path')) path = line.slice(5).trim();
      else if (line.startsWith('#fields'))
        columns = new Map(
          line
            .split(separator)
            .slice(1)
            .map((name, index) => [name.trim(), index]),
        );
      return;
    }
    if (columns.size === 0) return;
    const cells = line.split(separator);
    const value = (name: string): string | undefined => {
      const cell = cells[columns.get(name) ?? -1];
      return cell === undefined || cell === '-' || cell === '(empty)' ? undefined : cell;
    };
    record(path === '' ? kindOf((name) => columns.has(name)) : path, value, (name) => value(name)?.split(',') ?? [], number, tally, flows);
  });
  return 0;
}

export function readZeekJson(chunks: Iterable<string>, tally: Tally, flows: Flows): number {
  return forEachRecord(chunks, false, (text, number) => {
    const entry = parseRecord(text);
    if (!entry) return;
    const raw = (name: string): unknown => (Object.hasOwn(entry, name) ? entry[name] : undefined);
    const value = (name: string): string | undefined => {
      const found = raw(name);
      return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
    };
    const list = (name: string): string[] => {
      const found = raw(name);
      return Array.isArray(found) ? found.filter((item) => typeof item === 'string').slice(0, 200) : [];
    };
    const path = value('_path') ?? kindOf((name) => raw(name) !== undefined);
    record(path, value, list, number, tally, flows);
  });
}

/** `#separator \x09` */
function separatorOf(line: string): string {
  const code = /\\x([0-9a-f]{2})/i.exec(line)?.[1];
  return code === undefined ? '\t' : String.fromCharCode(Number.parseInt(code, 16));
}

function kindOf(has: (name: string) => boolean): string {
  if (has('server_name')) return 'ssl';
  if (has('query')) return 'dns';
  if (has('host') && has('method')) return 'http';
  if (has('orig_bytes') || has('conn_state')) return 'conn';
  return has('assigned_addr') ? 'dhcp' : '';
}

type Read = (name: string) => string | undefined;

function record(path: string, value: Read, list: (name: string) => string[], line: number, tally: Tally, flows: Flows): void {
  const client = value('id.orig_h');
  const server = value('id.resp_h');
  const at = seconds(value('ts'));
  if (path.startsWith('dhcp')) {
    const [address, name] = [value('assigned_addr') ?? value('client_addr'), value('host_name') ?? value('client_fqdn')];
    if (address !== undefined && name !== undefined) tally.name(address, name);
    return;
  }
  if (path.startsWith('conn')) {
    if (client !== undefined && server !== undefined)
      flows.add({ from: client, to: server, port: Number(value('id.resp_p')), bytes: whole(value('orig_bytes')) ?? 0, at, last: at, line });
    return;
  }
  const who = whoOf(value('username'), undefined, client);
  if (!who) return;
  if (path.startsWith('dns')) {
    const host = value('query');
    if (host === undefined) return;
    const answers = list('answers');
    const refused =
      /^(?:REFUSED|NXDOMAIN)$/.test(value('rcode_name') ?? '') ||
      value('rejected') === 'T' ||
      value('rejected') === 'true' ||
      sinkhole(answers);
    tally.add({ host, who, line, at, lookup: true, blocked: refused });
    if (!refused) chain(host, answers, tally);
  } else if (path.startsWith('ssl') || path.startsWith('quic')) {
    const host = value('server_name');
    if (host === undefined) return;
    tally.add({ host, who, line, at });
    if (server !== undefined) tally.address(server, host);
  } else if (path.startsWith('http')) {
    const host = value('host');
    if (host === undefined) return;
    const bytesOut = whole(value('request_body_len'));
    const sent = sentBy(value('method'), value('uri'), bytesOut);
    tally.add({ host, who, line, at, bytesOut, bytesIn: whole(value('response_body_len')), sent, blocked: value('status_code') === '407' });
  }
}

/** The names an answer leads through, and the addresses at its end. */
export function chain(host: string, answers: readonly string[], tally: Tally): void {
  for (const answer of answers.slice(0, 50)) {
    if (isAddress(answer)) tally.address(answer, host);
    else tally.alias(host, answer);
  }
}

/** A filter answers with an address that leads nowhere. */
export function sinkhole(answers: readonly string[]): boolean {
  return answers.length > 0 && answers.every((answer) => answer === '0.0.0.0' || answer === '::' || answer === '127.0.0.1');
}

function seconds(text: string | undefined): number | undefined {
  const number = Number(text);
  if (text !== undefined && Number.isFinite(number) && number > 0 && number < 8e12) return Math.round(number * 1000);
  // The JSON writer can be set to ISO 8601.
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isFinite(time) ? time : undefined;
}

function whole(text: string | undefined): number | undefined {
  const number = Number(text);
  return text !== undefined && Number.isFinite(number) && number >= 0 ? number : undefined;
}
