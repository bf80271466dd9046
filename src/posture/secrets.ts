import { compareText, place as placeOf } from '../core/evidence.ts';
import { SEVERITIES, type Severity } from '../core/finding.ts';
import type { Asset } from '../core/snapshot.ts';
import type { Judgement } from './check.ts';
import { dataOf, described, worstData } from './data.ts';
import { type Link, textOf, type View } from './view.ts';
import { listed, said, shellWord } from './wording.ts';

/**
 * Whether git keeps a file the secret stands in; `unknown` without git, or where its index cannot be read. `committed`: git keeps
 * the file no longer, but commits hold the secret; `removed`: nothing but commits does.
 */
export type Standing = 'tracked' | 'ignored' | 'untracked' | 'unknown' | 'committed' | 'removed';

/** The worst of all targets: what one repository keeps is out, wherever else it only lies on a disk. */
export function standingOf(secret: Asset, view: View): Standing {
  const told = view.out(secret, 'defined-in').map((link) => view.properties(link));
  if (told.some(({ tracked }) => tracked === true)) return 'tracked';
  if (told.length > 0 && told.every(({ inTree }) => inTree === false)) return 'removed';
  if (told.length === 0 || told.some(({ tracked, inTree }) => tracked === undefined && inTree !== false)) return 'unknown';
  if (told.some(({ inHistory }) => inHistory === true)) return 'committed';
  return told.every(({ ignored }) => ignored === true) ? 'ignored' : 'untracked';
}

export function isOnDiskOnly(standing: Standing): boolean {
  return standing === 'ignored' || standing === 'untracked';
}

/** One step down: what is not in a repository is not in every clone and fork of it. */
export function lowered(severity: Severity): Severity {
  return SEVERITIES[Math.max(0, SEVERITIES.indexOf(severity) - 1)]!;
}

/** The file to speak of: among the secret's places one that git keeps, where there is one. */
export function fileOf(secret: Asset): string | undefined {
  const kept = secret.properties['onDiskOnly'];
  const aside = new Set(Array.isArray(kept) ? kept : []);
  const present = secret.evidence.filter(({ commit }) => commit === undefined);
  const files = (present.length > 0 ? present : secret.evidence).flatMap(({ file }) => (file === undefined ? [] : [file]));
  return files.find((file) => !aside.has(file)) ?? files[0];
}

/** Whether the code of the holder names the secret or hands it on; a holder it only stands beside is inferred. */
export function isTied(holder: Link): boolean {
  return holder.strength !== 'inferred';
}

/**
 * Whether an application sends requests to what a key opens: a model of the provider, itself, through its agents and tools or for
 * the vectors it retrieves; else the provider's own library.
 */
export function usesOpened(application: Asset, opened: Asset, view: View): boolean {
  const parts = [application, ...view.out(application, 'contains').map((link) => link.to)];
  const models = parts.flatMap((part) => [
    ...view.out(part, 'uses-model'),
    ...view.out(part, 'retrieves-from').flatMap((link) => view.out(link.to, 'embeds-with')),
  ]);
  if (models.some(({ to }) => to === opened || view.out(to, 'provided-by').some((by) => by.to === opened))) return true;
  if (parts.some((part) => view.out(part, 'connects-to').some(({ to }) => to === opened))) return true;
  const words = opened.name.split(/[^a-z0-9]+/).filter((word) => word.length >= 4);
  return parts.flatMap((part) => view.out(part, 'depends-on')).some(({ to }) => words.some((word) => to.name.includes(word)));
}

/**
 * What both checks on leaked secrets say of one secret: where it stands, who can read that, what it opens, who works with it, which
 * data is behind. Undefined for references (a variable, a name in a secret store): those are how it should be.
 * @param base the check's severity; a secret that git keeps nowhere is one step below it.
 */
export function judgeSecret(secret: Asset, view: View, base: Severity): Judgement | undefined {
  if (textOf(secret, 'form') !== 'value' || secret.properties['placeholder'] === true) return undefined;
  const test = secret.properties['likelyTest'] === true;
  const place = textOf(secret, 'testPlace');
  const standing = standingOf(secret, view);
  const onDisk = isOnDiskOnly(standing);
  const opens = view
    .out(secret, 'grants')
    .filter(({ to, strength }) => to.kind !== 'ai-endpoint' || strength !== 'inferred')
    .map((link) => link.to);
  const links = view.into(secret, 'holds');
  const all = test ? [] : links.filter(isTied).map((link) => link.from);
  // What runs with the key says more than the configuration that hands it over.
  const running = all.filter(({ kind }) => kind !== 'mcp-client');
  const holders = running.length > 0 ? running : all;
  const beside = holders.length > 0 ? [] : [...new Set(links.map((link) => link.from.name))];
  const data = holders.map((holder) => worstData(dataOf(holder, view))?.to).filter((store) => store !== undefined);
  const removed = standing === 'removed';
  const told = secret.evidence.filter(({ file, commit }) => file !== undefined && (removed || commit === undefined));
  const places = [...new Set(told.map(placeOf))].sort(compareText).map(said);
  const preview = textOf(secret, 'preview');
  const account =
    opens[0] && opens[0].kind !== 'ai-endpoint'
      ? `the ${opens[0].name} ${opens[0].kind === 'data-store' ? 'database' : 'account'}`
      : undefined;
  const file = fileOf(secret);
  const command = file === undefined ? undefined : commandFor(standing, file);
  const behind = data.length > 0 ? ` and have it read ${listed(data.map(({ name }) => name))}` : '';
  const passing = data.length > 0 ? `: requests with content of ${listed(data.map(({ name }) => name))} pass through it` : '';
  const severity = test ? ('low' as const) : onDisk ? lowered(base) : undefined;
  return {
    status: 'fail',
    ...(severity === undefined ? {} : { severity }),
    title: titleOf(secret, standing, file),
    saw: `${kindOf(secret)}${preview === undefined ? '' : ` (${preview})`} ${removed ? 'stands in the git history:' : 'stands in clear in'} ${listed(places)}${test && place !== undefined ? `, ${place}` : ''}.${SAW[standing]}${sinceText(secret, removed)}${besideText(beside)}${holders.length > 0 ? ` ${listed(holders.map(({ name }) => name))} ${holders.length === 1 ? 'works' : 'work'} with it${data.length > 0 ? ` and ${holders.length === 1 ? 'reads' : 'read'} ${listed(data.map(described))}` : ''}.` : ''}`,
    why: test
      ? 'No code outside was seen to take it from there. A key of a test is often a real one that somebody had at hand; whether it opens anything is known only where it was issued.'
      : `${READERS[standing]} can ${opens[0]?.kind === 'ai-endpoint' ? `call ${opens[0].name} as its callers do${behind}` : `use ${account ?? 'what it opens'} in your name${passing}`}. ${HISTORY[standing]}`,
    fix: {
      text: fixText(secret, standing, {
        opened: opens[0],
        holder: holders[0]?.name ?? 'the program',
        place: places[0],
      }),
      ...(command === undefined ? {} : { command }),
    },
    verify: removed
      ? `${UNTRIED} A request with it must be refused (401). As long as commits keep ${secret.name}, the next scan tells it again: suppress it in pharos.yaml with that as the reason, or rewrite the history.`
      : `${UNTRIED} A request with it must be refused (401), and the next scan no longer finds ${secret.name} by value.`,
    evidence: secret.evidence,
    exploitability: test ? 'theoretical' : onDisk ? 'foothold' : 'trivial',
    reachability: onDisk ? 'internal' : 'third-party',
    harms: [secret, ...opens, ...holders, ...data],
  };
}

const UNTRIED = 'Whether it still works is not known: Pharos tries no key.';

function titleOf(secret: Asset, standing: Standing, file: string | undefined): string {
  const where = file === undefined ? '' : said(file);
  if (standing === 'removed') return `${secret.name} is kept in the git history${where === '' ? '' : ` of ${where}`}`;
  const how = isOnDiskOnly(standing) ? ', which git does not track' : standing === 'committed' ? ', and the git history keeps it' : '';
  return `${secret.name} stands in clear${where === '' ? '' : ` in ${where}`}${how}`;
}

/** Since when commits hold it. Of a secret that is told by its place nobody says that it always was the same one. */
function sinceText(secret: Asset, removed: boolean): string {
  const { inHistory, commits, firstCommitted, identity } = secret.properties;
  const firstCommit = textOf(secret, 'firstCommit');
  if (inHistory !== true || firstCommit === undefined) return '';
  // The place told above names the commit.
  if (removed && commits === 1) return typeof firstCommitted === 'string' ? ` It was added on ${firstCommitted}.` : '';
  const since = `commit ${firstCommit}${typeof firstCommitted === 'string' ? ` of ${firstCommitted}` : ''}`;
  const what = identity === 'place' ? 'A value of this name' : 'It';
  const many = typeof commits === 'number' && commits > 1 ? `, the first of ${commits}` : '';
  return ` ${what} was added in ${since}${many}.`;
}

function besideText(names: readonly string[]): string {
  if (names.length === 0) return '';
  const code = listed(names);
  return ` It stands beside the code of ${code}; whether ${code} ${names.length === 1 ? 'uses' : 'use'} it cannot be seen.`;
}

const SAW: Record<Standing, string> = {
  tracked: ' Git tracks it there.',
  ignored: ' The file lies on disk only: git does not track it and is told to ignore it.',
  untracked: ' The file lies on disk only: git does not track it, but nothing tells it to ignore it.',
  unknown: ' Whether a repository keeps the file cannot be seen from here.',
  committed: ' Git does not track the file now, but commits hold it.',
  removed: ' No file that was read holds it now.',
};

const READERS: Record<Standing, string> = {
  tracked: 'Whoever can read the repository, a copy, a fork or its history',
  ignored: 'Whoever can read this folder, a backup or an image built from it',
  untracked: 'Whoever can read this folder, a backup or an image built from it',
  unknown: 'Whoever can read this folder or a copy of it',
  committed: 'Whoever can read the repository, a copy or a fork',
  removed: 'Whoever has a clone or a fork, or can read the repository,',
};

const HISTORY: Record<Standing, string> = {
  tracked: 'Deleting the line does not help: the history keeps it.',
  ignored: 'A clone does not carry it, unless a commit that was not read holds it.',
  untracked: 'A clone does not carry it yet: the next `git add` of the folder takes it in.',
  unknown: 'Where the file is committed, deleting the line does not help: the history keeps it.',
  committed: 'That git ignores the file now does not help: every clone carries the old commits.',
  removed: 'It is as leaked as on the day it was committed: every clone carries the old commits.',
};

function fixText(
  secret: Asset,
  standing: Standing,
  { opened, holder, place }: { opened: Asset | undefined; holder: string; place: string | undefined },
): string {
  const budget = secret.properties['ai'] === true ? ' and a budget' : '';
  const give = `Give it to ${holder} at start from a secret manager or the platform's environment.`;
  const where = place ?? 'the file';
  const revoke =
    opened === undefined
      ? 'Revoke it where it was issued'
      : opened.kind === 'ai-endpoint'
        ? `Make ${opened.name} refuse it`
        : `Revoke it at ${opened.name}`;
  if (standing === 'ignored')
    return `Move it out of ${where}. ${give} Keep the file out of images and backups (.dockerignore) and readable by its owner only. Where somebody else had the file, or a commit that was not read holds it: ${lowerFirst(revoke)} and issue a new one with the fewest rights${budget}.`;
  if (standing === 'removed' || standing === 'committed')
    return `${revoke} now and issue a new one with the fewest rights${budget}. ${give} Only then think of the history: rewriting it alone does not help, because clones, forks and the platform's caches keep the old commits (${REWRITE}).`;
  if (standing === 'untracked')
    return `Name the file in .gitignore before the next commit, then move the key out of ${where}. ${give} Where the file was ever committed or handed on: ${lowerFirst(revoke)} and issue a new one with the fewest rights${budget}.`;
  const gone =
    standing === 'tracked'
      ? `Then take it out of ${place ?? 'the repository'}, and out of the history: ${REWRITE}.`
      : `Then take it out of ${where}, and out of the history where a repository keeps the file.`;
  return `${revoke} now and issue a new one with the fewest rights${budget}. ${give} ${gone}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** filter-repo is a tool of its own and refuses to work where something could be lost. */
export const REWRITE = '`git filter-repo`, installed apart from git, does it in a fresh clone';

/** "An OpenAI project key": from the detector's own words, which stand in the evidence. */
function kindOf(secret: Asset): string {
  const detail = (secret.evidence.find(({ commit }) => commit === undefined) ?? secret.evidence[0])?.detail.replace(/ \(.*$/, '');
  return detail === undefined || detail === '' ? secret.name : detail;
}

/**
 * What to type: for a tracked file that holds nothing but settings, out of what git tracks (not for code: it would take the code
 * out as well; what rewrites the history is no part of git and wants a fresh clone: the text tells of it); for one git does not track, or nothing is known of, whether a history holds it, or the line that
 * keeps it out.
 */
export function commandFor(standing: Standing, file: string): string | undefined {
  if (standing !== 'tracked' && standing !== 'untracked') return `git log --all --oneline -- ${shellWord(file)}`;
  if (!/(?:^|\/)\.env[^/]*$|\.(?:pem|key|p12|pfx)$/i.test(file)) return undefined;
  if (standing === 'untracked') return `printf '%s\\n' ${shellWord(`/${file}`)} >> .gitignore`;
  return `git rm --cached -- ${shellWord(file)}`;
}
