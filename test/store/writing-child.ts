import { parseArgs } from 'node:util';
import { openStore } from '../../src/store/open.ts';
import { saveScan } from '../../src/store/scans.ts';
import { asset, scanOf, seenAt } from './estates.ts';

/** Writes scans one after the other and tells each one that is stored: a process other tests kill or race. */
const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    url: { type: 'string' },
    from: { type: 'string' },
    scans: { type: 'string' },
    target: { type: 'string' },
  },
});
const target = values.target ?? 'app';
const first = Number(values.from);
const store = await openStore(values.url === undefined ? { home: values.home! } : { url: values.url });
process.stdout.write('ready\n');
for (let scan = first; scan < first + Number(values.scans); scan++) {
  const assets = Array.from({ length: 400 }, (_, place) =>
    asset('agent', `git:${target}#agent-${place}`, `${target}/a.py:${place + 1}`, { scan }),
  );
  const edges = assets.slice(1).map((_asset, place) => ({
    from: place,
    to: place + 1,
    kind: 'delegates-to' as const,
    evidence: [seenAt(`${target}/a.py:${place + 1}`)],
  }));
  const at = new Date(Date.parse('2026-01-01T00:00:00.000Z') + scan * 60_000).toISOString();
  await saveScan(store, scanOf({ id: `s-${target}-${scan}`, at, targets: [target], assets, edges }));
  process.stdout.write(`${scan}\n`);
}
await store.close();
