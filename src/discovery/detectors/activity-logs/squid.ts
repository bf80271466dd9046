import { forEachLine } from '../../logs/lines.ts';
import { timeOf } from '../../logs/time.ts';
import { addressParts, sentBy } from './sent.ts';
import { type Tally, whoOf } from './tally.ts';

/** `time elapsed client result/status bytes method URL user hierarchy/peer type`. Source: wiki.squid-cache.org/Features/LogFormat */
const NATIVE =
  /^(\d{9,10}\.\d{3}) +-?\d+ (\S{1,80}) ([A-Z_]{3,40})\/(\d{3}) (\d+) ([A-Z]{3,10}) (\S{1,4096}) (\S{1,160}) [A-Z_]{3,40}\/\S{1,255}/;
/** Squid's `common` and `combined` formats: as of a web server, but a proxy is asked for whole addresses. */
const COMMON =
  /^(\S{1,80}) \S{1,80} (\S{1,160}) \[([^\]]{20,40})\] "([A-Z]{3,10}) (\S{1,4096})(?: HTTP\/[\d.]{1,4})?" (\d{3}) (\d+|-)(?:.{0,2000} ([A-Z_]{3,40}):[A-Z_]{3,40})?/;

/**
 * Squid's access logs. Bytes are those sent to the client; a proxy that does not open TLS sees `CONNECT host:443` only, so
 * content sent is known by the method and path of opened requests. What was denied is no use.
 */
export function readSquid(chunks: Iterable<string>, tally: Tally): number {
  forEachLine(chunks, (line, number) => {
    const native = NATIVE.exec(line);
    if (native) {
      const [, time, client, result, status, bytes, method, url, user] = native;
      add(tally, number, { at: timeOf(time!), client, user, result, status, bytes, method: method!, url: url! });
      return;
    }
    const common = COMMON.exec(line);
    if (!common) return;
    const [, client, user, time, method, url, status, bytes, result] = common;
    if (isProxied(method!, url!))
      add(tally, number, { at: timeOf(time!), client, user, result, status, bytes, method: method!, url: url! });
  });
  return 0;
}

interface Asked {
  at: number | undefined;
  client: string | undefined;
  user: string | undefined;
  result: string | undefined;
  status: string | undefined;
  bytes: string | undefined;
  method: string;
  url: string;
}

function add(tally: Tally, line: number, asked: Asked): void {
  const parts = addressParts(asked.url);
  const who = whoOf(asked.user, undefined, asked.client);
  if (!parts || !who) return;
  // A 403 may come from the far end; only where the proxy's own word is missing it is taken for a refusal.
  const blocked = asked.status === '407' || (asked.result === undefined ? asked.status === '403' : asked.result.includes('DENIED'));
  const bytesIn = Number(asked.bytes);
  tally.add({
    host: parts.host,
    who,
    line,
    at: asked.at,
    blocked,
    bytesIn: Number.isFinite(bytesIn) ? bytesIn : undefined,
    sent: asked.method === 'CONNECT' ? undefined : sentBy(asked.method, parts.path, undefined),
  });
}

function isProxied(method: string, url: string): boolean {
  return method === 'CONNECT' || /^https?:\/\//i.test(url);
}

export function isSquid(line: string): boolean {
  if (NATIVE.test(line)) return true;
  const common = COMMON.exec(line);
  return common !== null && isProxied(common[4]!, common[5]!);
}
