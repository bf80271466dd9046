import { PharosError } from '../../core/errors.ts';
import { place } from '../../core/evidence.ts';
import type { Asset } from '../../core/snapshot.ts';
import { jsonText } from '../../governance/report.ts';
import type { Link } from '../../posture/view.ts';
import { EXIT } from '../exit.ts';
import { type Dependency, judgeDependency, rangeFor, readWanted, samePackage, type Verdict, VERDICTS } from '../incident/affected.ts';
import { sayingOfExposure, type Standing, standingOf } from '../incident/exposure.ts';
import { type Asked, askedOf, named, sayingOfScans } from '../incident/state.ts';
import { usersOf } from '../incident/users.ts';
import { clean, colour, pageWidth, pens, wrapText } from '../writing.ts';

interface WhoUsesFlags {
  json?: boolean;
  report?: string;
}

interface Using extends Standing {
  id: string;
  kind: string;
  name: string;
  /** The worst that is known of its version, where a range was asked for. */
  verdict: Verdict;
  dependency?: Dependency;
  chain: { from: string; edge: string; to: string; evidence: { target: string; file?: string; line?: number; detail: string }[] }[];
}

/**
 * `pharos who-uses <what>`: the applications that use a library (in a range of versions), model, data set, provider, tool or MCP
 * server, and what uses it outside any application, with exposure, owner and environment. The affected ones come first.
 */
export async function whoUses(what: readonly string[], flags: WhoUsesFlags): Promise<number> {
  const text = what.join(' ');
  const asked = await askedOf(flags.report);
  const { assets, range } = meant(text, asked);
  const users = usingAll(assets, range, asked);
  process.stdout.write(
    flags.json
      ? jsonText({
          schema: 'pharos.who-uses/1',
          asked: text,
          of: assets.map(({ id, kind, name }) => ({ id, kind, name })),
          ...(range === undefined ? {} : { range }),
          scans: asked.scans,
          counts: Object.fromEntries(VERDICTS.map((verdict) => [verdict, users.filter((one) => one.verdict === verdict).length])),
          users,
        })
      : textOf(text, users, range, asked),
  );
  return EXIT.fine;
}

/** Libraries of that name, of each ecosystem that has one; else the one asset that is meant. */
function meant(text: string, { view }: Asked): { assets: Asset[]; range?: string } {
  const wanted = readWanted(text);
  const libraries = view.ofKind('library').filter((library) => samePackage(library, wanted));
  if (libraries.length > 0) {
    const { range } = wanted;
    if (range === undefined) return { assets: libraries };
    const fitting = libraries.filter((library) => rangeFor(library, range) !== undefined);
    if (fitting.length > 0) return { assets: fitting, range };
    throw new PharosError('PHAROS_OPTION_INVALID', {
      option: 'who-uses',
      value: text,
      hint: 'a range as the package manager writes it: "langchain<0.2", "langchain>=0.1,<0.2" (PyPI), "ai@^4", "ai@>=4 <5" (npm)',
    });
  }
  if (wanted.range !== undefined && !view.snapshot.assets.some(({ name }) => name === text))
    throw new PharosError('PHAROS_NOT_FOUND', { id: wanted.name });
  return { assets: named(view, text, { many: true }) };
}

function usingAll(assets: readonly Asset[], range: string | undefined, asked: Asked): Using[] {
  const { view } = asked;
  const found = new Map<Asset, Using>();
  for (const used of assets) {
    const wanted = range === undefined ? undefined : rangeFor(used, range);
    for (const { asset, chain } of usersOf(used, view)) {
      const last = chain.at(-1)!;
      const dependency = last.kind === 'depends-on' ? judgeDependency(last, wanted, view) : undefined;
      const verdict = dependency?.verdict ?? 'affected';
      const known = found.get(asset);
      if (known && VERDICTS.indexOf(known.verdict) <= VERDICTS.indexOf(verdict)) continue;
      found.set(asset, {
        id: asset.id,
        kind: asset.kind,
        name: asset.name,
        verdict,
        ...(dependency ? { dependency } : {}),
        ...standingOf(asset, asked),
        chain: chain.map((link) => hop(link, asked)),
      });
    }
  }
  const rank = (one: Using): number =>
    VERDICTS.indexOf(one.verdict) * 10 +
    (one.exposure.reach.startsWith('internet without') ? 0 : one.exposure.reach.startsWith('internet') ? 1 : 2);
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function hop(link: Link, { view }: Asked): Using['chain'][number] {
  return {
    from: `${link.from.kind} ${link.from.name}`,
    edge: link.kind,
    to: `${link.to.kind} ${link.to.name}`,
    evidence: view.evidence(link).slice(0, 5),
  };
}

const SHOWN = 50;

function textOf(text: string, users: readonly Using[], range: string | undefined, asked: Asked): string {
  const pen = pens(colour());
  const width = pageWidth();
  const lines: string[] = [];
  const told = users.filter(({ verdict }) => verdict !== 'not affected');
  const count = (verdict: Verdict): number => users.filter((one) => one.verdict === verdict).length;
  const open = told.filter(({ exposure }) => exposure.reach === 'internet without authentication').length;
  const parts =
    range === undefined
      ? [`${told.length} ${told.length === 1 ? 'uses' : 'use'} it`]
      : [
          `${count('affected')} affected`,
          `${count('possible')} may be (a range without lock file)`,
          `${count('unknown')} of unknown version`,
          `${count('not affected')} not affected`,
        ];
  lines.push(
    ...wrapText(
      `${pen.bold(clean(text))}: ${parts.join(', ')}${open > 0 ? `; ${open} of them on the internet without authentication` : ''}.`,
      width,
      2,
      0,
    ),
  );
  for (const one of told.slice(0, SHOWN)) {
    lines.push('', `  ${pen.bold(clean(one.name))}  ${one.kind}${range === undefined ? '' : `  ${pen.bold(one.verdict)}`}`);
    const say = (label: string, value: string): void => void lines.push(...wrapText(`${label.padEnd(12)}${clean(value)}`, width, 16, 4));
    if (one.dependency)
      say(
        'version',
        `${one.dependency.why}${one.dependency.scope === undefined || one.dependency.scope === 'runtime' ? '' : ` (${one.dependency.scope})`}`,
      );
    say('exposure', sayingOfExposure(one.exposure));
    if (one.paths.length > 0) say('on paths', one.paths.slice(0, 5).join(', '));
    say('owner', one.owner ?? 'nobody is named');
    if (one.environment !== undefined) say('environment', one.environment);
    for (const { from, edge, to, evidence } of one.chain) {
      const seen = evidence[0];
      say('how', `${from} ${edge} ${to}${seen === undefined ? '' : `  ${place({ ...seen })}`}`);
    }
  }
  if (told.length > SHOWN) lines.push('', `  ${told.length - SHOWN} more: --json holds all.`);
  lines.push('', ...wrapText(pen.dim(sayingOfScans(asked.scans)), width, 0, 0));
  return `${lines.join('\n')}\n`;
}
