import { compareText, place } from '../core/evidence.ts';
import type { Asset } from '../core/snapshot.ts';
import type { Judgement } from './check.ts';
import { dataOf, described, worstData } from './data.ts';
import { textOf, type View } from './view.ts';
import { listed, shellWord } from './wording.ts';

/**
 * What both checks on leaked secrets say of one secret: where it stands, what it opens, who works with it, which data is behind.
 * Undefined for references (a variable, a name in a secret store): those are how it should be.
 */
export function judgeSecret(secret: Asset, view: View): Judgement | undefined {
  if (textOf(secret, 'form') !== 'value' || secret.properties['placeholder'] === true) return undefined;
  const test = secret.properties['likelyTest'] === true;
  const opens = view.out(secret, 'grants').map((link) => link.to);
  const all = view.into(secret, 'holds').map((link) => link.from);
  // What runs with the key says more than the configuration that hands it over.
  const running = all.filter(({ kind }) => kind !== 'mcp-client');
  const holders = running.length > 0 ? running : all;
  const data = holders.map((holder) => worstData(dataOf(holder, view))?.to).filter((store) => store !== undefined);
  const places = [...new Set(secret.evidence.filter(({ file }) => file !== undefined).map(place))].sort(compareText);
  const preview = textOf(secret, 'preview');
  const account = opens[0] === undefined ? undefined : `the ${opens[0].name} ${opens[0].kind === 'data-store' ? 'database' : 'account'}`;
  const file = secret.evidence[0]?.file;
  const command = file === undefined ? undefined : leaveOut(file);
  return {
    status: 'fail',
    ...(test ? { severity: 'low' as const } : {}),
    title: `${secret.name} stands in clear${file === undefined ? '' : ` in ${file}`}`,
    saw: `${kindOf(secret)}${preview === undefined ? '' : ` (${preview})`} stands in clear in ${listed(places)}${test ? ', which only tests or documentation read' : ''}.${holders.length > 0 ? ` ${listed(holders.map(({ name }) => name))} ${holders.length === 1 ? 'works' : 'work'} with it${data.length > 0 ? ` and ${holders.length === 1 ? 'reads' : 'read'} ${listed(data.map(described))}` : ''}.` : ''}`,
    why: test
      ? 'A key of a test is often a real one that somebody had at hand; whether it opens anything is known only where it was issued.'
      : `Whoever can read the repository, a copy, a fork or its history can use ${account ?? 'what it opens'} in your name${data.length > 0 ? `: requests with content of ${listed(data.map(({ name }) => name))} pass through it` : ''}. Deleting the line does not help: the history keeps it.`,
    fix: {
      text: `${account === undefined ? 'Revoke it where it was issued' : `Revoke it at ${opens[0]!.name}`} now and issue a new one with the fewest rights${secret.properties['ai'] === true ? ' and a budget' : ''}. Give it to ${holders[0]?.name ?? 'the program'} at start from a secret manager or the platform's environment. Then take it out of ${places[0] ?? 'the repository'} and out of the history.`,
      ...(command === undefined ? {} : { command }),
    },
    verify: `A request with the old key is refused (401), and the next scan no longer finds ${secret.name} by value.`,
    evidence: secret.evidence,
    exploitability: test ? 'theoretical' : 'trivial',
    reachability: 'third-party',
    harms: [secret, ...opens, ...holders, ...data],
  };
}

/** "An OpenAI project key": from the detector's own words, which stand in the evidence. */
function kindOf(secret: Asset): string {
  const detail = secret.evidence[0]?.detail.replace(/ \(.*$/, '');
  return detail === undefined || detail === '' ? secret.name : detail;
}

/**
 * Takes a file that holds nothing but settings out of the repository and its history. No command for code: it would take the
 * code out as well.
 */
export function leaveOut(file: string): string | undefined {
  if (!/(?:^|\/)\.env[^/]*$|\.(?:pem|key|p12|pfx)$/i.test(file)) return undefined;
  return `git rm --cached -- ${shellWord(file)} && git filter-repo --invert-paths --path ${shellWord(file)}`;
}
