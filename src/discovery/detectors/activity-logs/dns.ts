import { forEachLine } from '../../logs/lines.ts';
import { forEachRecord, member, numberMember, parseRecord, textMember } from '../../logs/records.ts';
import { timeOf } from '../../logs/time.ts';
import { isAddress, type Tally, type Who, whoOf } from './tally.ts';
import { chain, sinkhole } from './zeek.ts';

const DNSMASQ =
  /(?:^|\s)(query\[[A-Za-z0-9=]{1,12}\]|reply|cached|config|forwarded|(?:gravity|regex|exactly|special domain|blacklisted)[a-z ]{0,12}blocked|DHCPACK\([^)]{1,40}\)) (\S{1,255})(?: (?:from|is|to) (\S{1,255})| (\S{17}) (\S{1,80}))?/;
/** Between the name and who asked for it stand further answers of the same chain only. */
const MOST_OPEN = 10_000;

/** dnsmasq with `log-queries`, Pi-hole included. Source: thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html */
export function readDnsmasq(chunks: Iterable<string>, tally: Tally): number {
  let asked = new Map<string, Who>();
  let open = '';
  forEachLine(chunks, (line, number) => {
    const found = DNSMASQ.exec(line);
    if (!found) return;
    const [, verb = '', name = '', value, , device] = found;
    if (verb.startsWith('DHCPACK')) {
      if (isAddress(name) && device !== undefined) tally.name(name, device);
      return;
    }
    if (value === undefined) return;
    if (verb.startsWith('query')) {
      const who = whoOf(undefined, undefined, value);
      if (!who) return;
      tally.add({ host: name, who, line: number, at: timeOf(line), lookup: true });
      if (asked.size >= MOST_OPEN) asked = new Map();
      asked.set(name, who);
      open = name;
      return;
    }
    if (verb === 'forwarded') return;
    const who = asked.get(name);
    const refused = verb.endsWith('blocked') || (verb === 'config' && (sinkhole([value]) || value === 'NXDOMAIN'));
    if (refused && who) {
      tally.refuse(name, who);
      asked.delete(name);
    } else if (value === '<CNAME>') open = asked.has(name) ? name : open;
    else if (isAddress(value)) {
      // The addresses at the end of a chain are told under its last name; they answer the one that was asked for.
      tally.address(value, asked.has(name) || open === '' ? name : open);
      if (!asked.has(name) && open !== '') tally.alias(open, name);
    }
  });
  return 0;
}

const BIND =
  /\bclient (?:@0x[0-9a-f]+ )?([0-9a-fA-F.:]{2,45})#\d{1,5}(?: \([^()\s]{1,260}\))?:(?: view [^:\s]{1,60}:)? query: (\S{1,255}) [A-Z]{2,4} [A-Z0-9]+/;

/** BIND with `querylog`. Source: bind9.readthedocs.io, category "queries". */
export function readBind(chunks: Iterable<string>, tally: Tally): number {
  forEachLine(chunks, (line, number) => {
    const found = BIND.exec(line);
    const who = found && whoOf(undefined, undefined, found[1]);
    if (who) tally.add({ host: found[2]!, who, line: number, at: timeOf(line), lookup: true });
  });
  return 0;
}

const UNBOUND =
  /\bunbound(?:\[[\d:]{1,20}\])?:? (?:\[[\d:]{1,20}\] )?info: ([0-9a-fA-F.:]{2,45}) (\S{1,255}) [A-Z0-9]+ (?:IN|CH|HS)(?: ([A-Z]+))?/;

/** Unbound with `log-queries` or `log-replies`; the reply of a logged query counts once. Source: unbound.docs.nlnetlabs.nl */
export function readUnbound(chunks: Iterable<string>, tally: Tally): number {
  let queries = false;
  forEachLine(chunks, (line, number) => {
    const found = UNBOUND.exec(line);
    if (!found) return;
    const [, client, host = '', code] = found;
    const who = whoOf(undefined, undefined, client);
    if (!who) return;
    if (code === undefined) queries = true;
    else if (queries) {
      if (code === 'NXDOMAIN' || code === 'REFUSED') tally.refuse(host, who);
      return;
    }
    tally.add({ host, who, line: number, at: timeOf(line), lookup: true, blocked: code === 'NXDOMAIN' || code === 'REFUSED' });
  });
  return 0;
}

export const isDnsmasq = (line: string): boolean => /(?:^|\s)query\[[A-Za-z0-9=]{1,12}\] \S{1,255} from \S+$/.test(line);
export const isBind = (line: string): boolean => BIND.test(line);
export const isUnbound = (line: string): boolean => UNBOUND.test(line);

/** Route 53 Resolver query logs. Source: docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html */
export function readResolver(chunks: Iterable<string>, envelope: boolean, tally: Tally): number {
  return forEachRecord(chunks, envelope, (text, number) => {
    const entry = parseRecord(text);
    const host = textMember(entry, 'query_name');
    const who = whoOf(undefined, textMember(entry, 'srcids', 'instance'), textMember(entry, 'srcaddr'));
    if (host === undefined || !who) return;
    const answers = member(entry, 'answers');
    const texts = Array.isArray(answers)
      ? answers.slice(0, 50).flatMap((answer) => textMember(answer, 'Rdata') ?? textMember(answer, 'rdata') ?? [])
      : [];
    const refused =
      textMember(entry, 'firewall_rule_action') === 'BLOCK' || /^(?:NXDOMAIN|REFUSED)$/.test(textMember(entry, 'rcode') ?? '');
    const at = timeOf(textMember(entry, 'query_timestamp') ?? '') ?? numberMember(entry, 'query_timestamp');
    tally.add({ host, who, line: number, at, lookup: true, blocked: refused });
    // One machine asks under its instance, its traffic is logged under its address.
    if (!refused) chain(host, texts, tally);
  });
}
