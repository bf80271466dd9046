import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diff } from '../../src/core/diff.ts';
import { inPlace, type Place, under } from '../pharos.ts';
import { exchanged, fixture } from './fixture.ts';

async function query<Row>({ pharos }: Place, sql: string): Promise<Row[]> {
  const ran = await pharos('query', sql, '--json');
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran.json<Row[]>();
}

/** Every delta of a diff as one line. */
function lines(diff: Diff): string[] {
  const out: string[] = [];
  for (const [part, said] of [
    ['assets', (item: Diff['assets']['added'][number]) => `${item.kind} ${item.name}`],
    ['findings', (item: Diff['findings']['added'][number]) => item.check],
    ['paths', (item: Diff['paths']['added'][number]) => item.kind],
    ['edges', (item: Diff['edges']['added'][number]) => item.kind],
  ] as [keyof Diff & ('assets' | 'findings' | 'paths' | 'edges'), (item: never) => string][]) {
    for (const item of diff[part].added) out.push(`+ ${part} ${said(item as never)}`);
    for (const { after, what } of diff[part].changed) out.push(`~ ${part} ${said(after as never)} ${what.join(' ')}`);
    for (const item of diff[part].gone) out.push(`- ${part} ${said(item as never)}`);
    for (const { item } of diff[part].notAssessed) out.push(`? ${part} ${said(item as never)}`);
  }
  return out.sort();
}

describe('DISC-38 discovery is continuous', () => {
  it('emits exactly the deltas of three changed files, with timestamps', () =>
    inPlace(fixture('harbour'), async (place) => {
      const { pharos, write } = place;
      expect((await pharos('scan', 'estate')).code).toBe(1);
      const files = fixture('harbour');
      const site = 'resource "aws_s3_bucket_acl" "site" {\n  bucket = aws_s3_bucket.site.id\n  acl    = "public-read"\n}\n';
      write({
        // Another model, and every line below it moves.
        'estate/desk/agent.py': `# Since spring with the smaller model.\n${exchanged(files['estate/desk/agent.py'], 'gpt-4.1-2025-04-14', 'gpt-4.1-mini-2025-04-14')}`,
        // The web site is closed.
        'estate/infra/main.tf': exchanged(files['estate/infra/main.tf'], site, ''),
        // A new file.
        'estate/.mcp.json': '{ "mcpServers": { "tides": { "command": "npx", "args": ["-y", "tide-tables-mcp@1.4.2"] } } }\n',
      });
      await pharos('scan', 'estate');
      const [second, first] = await query<{ id: string; started: string; finished: string; stored: string }>(
        place,
        'select id, started, finished, stored from scans order by started desc',
      );
      const ran = await pharos('diff', first!.id, second!.id, '--json');
      const diff = ran.json<Diff>();
      expect([diff.schema, diff.before.started, diff.after.started]).toEqual(['pharos.diff/1', first!.started, second!.started]);
      expect(lines(diff)).toEqual(
        [
          '+ assets mcp-client .mcp.json',
          '+ assets mcp-server tides',
          '+ assets model gpt-4.1-mini-2025-04-14',
          '+ edges connects-to',
          '+ edges provided-by',
          '+ edges uses-model',
          '- assets model gpt-4.1-2025-04-14',
          '- edges exposed-to',
          '- edges provided-by',
          '- edges uses-model',
          '- findings storage-public',
          '~ assets data-store harbour-visitors-site properties.acl properties.aclPlace',
        ].sort(),
      );
      const events = await query<{ what: string; event: string; at: string; known: string }>(
        place,
        `select what, event, at, known from changes where scan = '${second!.id}' and what in ('asset', 'finding')`,
      );
      expect(events.map(({ what, event }) => `${what} ${event}`).sort()).toEqual([
        'asset changed',
        'asset gone',
        'asset new',
        'asset new',
        'asset new',
        'finding gone',
      ]);
      for (const { at, known } of events) expect([at, known]).toEqual([second!.started, second!.stored]);
    }));

  it('DISC-38 partial: emits nothing when nothing changed, and says so', () =>
    inPlace(fixture('orchard'), async (place) => {
      await place.pharos('scan', 'estate');
      await place.pharos('scan', 'estate');
      const [second, first] = await query<{ id: string }>(place, 'select id from scans order by started desc');
      expect(lines((await place.pharos('diff', first!.id, second!.id, '--json')).json<Diff>())).toEqual([]);
      expect((await place.pharos('diff', first!.id, 'latest')).stdout).toContain('Nothing changed in what could be read both times.');
    }));
});

describe('DISC-43 what was not seen is not zero', () => {
  const two = {
    ...under('shore', { 'desk.py': fixture('harbour')['estate/desk/agent.py']! }),
    ...under('inland', {
      'train.py': fixture('harbour')['estate/training/train.py']!,
      'main.tf': fixture('harbour')['estate/infra/main.tf']!,
    }),
  };

  it('tells a source that failed as not assessed: nothing of it is gone, resolved or better', () =>
    inPlace(two, async (place) => {
      const { pharos, folder } = place;
      await pharos('scan', 'shore', 'inland');
      const open = "select id, score, severity from findings where state <> 'resolved' order by id";
      const before = await query<{ id: string; score: number }>(place, open);
      const whole = await query<{ n: number }>(place, "select count(*) as n from assets where state <> 'gone'");
      expect(before.length).toBeGreaterThanOrEqual(3);

      rmSync(`${folder}/inland`, { recursive: true });
      const second = await pharos('scan', 'shore', 'inland', '--json', '-o', 'second.json');
      expect(second.code).toBe(1);
      expect((await pharos('scan', 'shore', 'inland', '--strict', '--no-store')).code).toBe(3);
      const terminal = (await pharos('scan', 'shore', 'inland', '--no-store')).stdout;
      expect(terminal).toContain('failed: Not assessed: Target not found: inland.');

      expect(await query(place, open)).toEqual(before);
      expect(await query(place, "select count(*) as n from assets where state <> 'gone'")).toEqual(whole);
      const states = await query<{ state: string }>(
        place,
        "select distinct state from assets where name in ('harbour-berth-records', 'train.py')",
      );
      expect(states.map(({ state }) => state)).toEqual(['not assessed']);
      const gaps = await query<{ target: string; status: string }>(
        place,
        'select target, status from coverage where latest = 1 and gap = 1',
      );
      expect(gaps).toEqual([{ target: 'inland', status: 'failed' }]);

      const [, first] = await query<{ id: string }>(place, 'select id from scans order by started desc');
      const diff = (await pharos('diff', first!.id, 'latest', '--json')).json<Diff>();
      for (const part of ['assets', 'edges', 'findings', 'paths'] as const) expect(diff[part].gone, part).toEqual([]);
      expect(diff.findings.notAssessed.map(({ item }) => item.check).sort()).toEqual([
        'no-encryption-ai-data',
        'no-owner',
        'storage-public',
        'training-data-public-read',
      ]);
      const told = (await pharos('diff', first!.id, 'latest')).stdout;
      expect(told).toContain('? not assessed');
      expect(told).not.toContain('- gone');
    }));

  it('DISC-43 partial: does the same for one file that cannot be read', () =>
    inPlace(two, async (place) => {
      await place.pharos('scan', 'shore', 'inland', '--json', '-o', 'first.json');
      place.write({ 'inland/main.tf': Buffer.alloc(10_000_000, '#') });
      await place.pharos('scan', 'shore', 'inland', '--json', '-o', 'second.json');
      const diff = (await place.pharos('diff', 'first.json', 'second.json', '--json')).json<Diff>();
      expect(diff.findings.gone).toEqual([]);
      expect(diff.findings.notAssessed.map(({ item, why }) => `${item.check} ${why.startsWith('main.tf: ')}`).sort()).toEqual([
        'no-encryption-ai-data true',
        'storage-public true',
        'training-data-public-read true',
      ]);
    }));
});
