import { describe, expect, it } from 'vitest';
import { fakeKey } from '../hostile/estate.ts';
import { assetNamed, inPlace, type Place } from '../pharos.ts';
import { fixture } from './fixture.ts';

interface Reached {
  id: string;
  kind: string;
  name: string;
  depth: number;
  sensitive: boolean;
  access?: string[];
  chain: { from: string; to: string; edge: string; evidence: { file?: string; line?: number }[] }[];
}

interface Explained {
  asset: { id: string; name: string };
  touches: Record<string, Reached[]>;
  blastRadius: { assets: number; sensitive: number; reached: Reached[] };
  leadingHere: Reached[];
}

const names = (list: readonly { kind: string; name: string }[]): string[] => list.map(({ kind, name }) => `${kind} ${name}`).sort();

/** What `explain` says of an asset of the estate, from a report written before. */
async function explained({ pharos }: Place, what: string): Promise<Explained> {
  const ran = await pharos('explain', what, '--json', '--report', 'report.json');
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran.json<Explained>();
}

async function scanned(place: Place): Promise<void> {
  await place.pharos('scan', 'estate', '--no-store', '--json', '-o', 'report.json');
}

describe('MAP-03 what data and systems an AI can touch', () => {
  it('follows an agent to its tools, identities, data stores and services, with the chain that leads there', () =>
    inPlace(fixture('observatory'), async (place) => {
      await scanned(place);
      const { touches, asset } = await explained(place, 'Night planner');
      expect(names(touches['tools']!)).toEqual(['tool observers_on_duty', 'tool seeing']);
      expect(names(touches['identities']!)).toEqual(['identity observatory-night']);
      expect(names(touches['data']!)).toEqual(['data-store observatory-observer-contacts', 'data-store observatory-sky-raw']);
      expect(names(touches['services']!)).toEqual(['service forecast.observatory.example', 'workload observatory-night']);
      const raw = touches['data']!.find(({ name }) => name === 'observatory-sky-raw')!;
      expect(raw.chain.map(({ edge }) => edge)).toEqual(['runs-on', 'runs-as', 'can-read']);
      expect(raw.chain[0]!.from).toBe(asset.id);
      expect(raw.access).toEqual(['read', 'write']);
      const contacts = touches['data']!.find(({ name }) => name === 'observatory-observer-contacts')!;
      expect(contacts.chain.map(({ edge }) => edge)).toEqual(['calls-tool', 'connects-to']);
      expect(contacts.chain.flatMap(({ evidence }) => evidence.map(({ file, line }) => `${file}:${line}`))).toContain('night/agent.py:19');
    }));

  it('MAP-03 partial: tells it to people, too', () =>
    inPlace(fixture('orchard'), async (place) => {
      await scanned(place);
      const { stdout } = await place.pharos('explain', 'agent counter', '--report', 'report.json');
      for (const part of [
        'What it can touch, itself or through others',
        'tools (2)',
        'pay_back',
        'customer_letters [vector-store] (read) SENSITIVE',
        'by calls-tool search_letters, retrieves-from customer_letters',
        'Stripe (write)',
      ])
        expect(stdout).toContain(part);
    }));
});

describe('MAP-09 the blast radius of an asset, identity or key', () => {
  /**
   * By hand, from the files of the observatory. The role may read observer-contacts (restricted) and read and write sky-raw
   * (internal); who writes sky-raw changes what learn/train.py learns, whose result lies in sky-models (confidential). Nothing leads to
   * payroll; open-nights holds nothing that leads on.
   */
  const BY_HAND: [start: string, sensitive: string[]][] = [
    ['identity observatory-night', ['observatory-observer-contacts', 'observatory-sky-models']],
    ['workload observatory-night', ['observatory-observer-contacts', 'observatory-sky-models']],
    ['agent Night planner', ['observatory-observer-contacts', 'observatory-sky-models']],
    ['tool observers_on_duty', ['observatory-observer-contacts']],
    ['tool seeing', []],
    ['data-store observatory-sky-raw', ['observatory-sky-models']],
    ['pipeline learn/train.py', ['observatory-sky-models']],
    ['data-store observatory-open-nights', []],
    ['data-store observatory-payroll', []],
    ['zone internet', []],
  ];

  it('finds the sensitive assets that a hand answer finds, from every kind of node', () =>
    inPlace(fixture('observatory'), async (place) => {
      await scanned(place);
      for (const [start, sensitive] of BY_HAND) {
        const { blastRadius } = await explained(place, start);
        expect(
          blastRadius.reached
            .filter((one) => one.sensitive)
            .map(({ name }) => name)
            .sort(),
          start,
        ).toEqual(sensitive);
        expect(blastRadius.sensitive, start).toBe(sensitive.length);
      }
    }));

  it('counts steps, and shows the way to each', () =>
    inPlace(fixture('observatory'), async (place) => {
      await scanned(place);
      const { blastRadius, asset } = await explained(place, 'identity observatory-night');
      expect(blastRadius.reached.map(({ name, depth }) => `${depth} ${name}`)).toEqual([
        '1 observatory-observer-contacts',
        '1 observatory-sky-raw',
        '2 learn/train.py',
        '3 observatory-sky-models',
        '3 trails.joblib',
      ]);
      const models = blastRadius.reached.find(({ name }) => name === 'observatory-sky-models')!;
      expect(models.chain[0]!.from).toBe(asset.id);
      expect(models.chain.map(({ edge }) => edge)).toEqual([expect.stringMatching(/^can-(?:read|write)$/), 'trained-on', 'connects-to']);
    }));

  it('goes from a key to the account it opens', () =>
    inPlace(fixture('observatory'), async (place) => {
      place.write({ 'estate/night/.env': `OPENAI_API_KEY=${fakeKey(3)}\n` });
      await scanned(place);
      const { blastRadius, leadingHere } = await explained(place, 'secret OPENAI_API_KEY');
      expect(names(blastRadius.reached)).toEqual(['provider openai']);
      expect(leadingHere.length).toBeGreaterThanOrEqual(0);
    }));

  it('MAP-09 partial: says from where an asset can be reached', () =>
    inPlace(fixture('observatory'), async (place) => {
      await scanned(place);
      const { leadingHere } = await explained(place, 'data-store observatory-observer-contacts');
      expect(names(leadingHere)).toEqual([
        'agent Night planner',
        'application night',
        'identity observatory-night',
        'tool observers_on_duty',
        'workload observatory-night',
      ]);
      const report = (await place.pharos('scan', 'estate', '--no-store', '--json')).json();
      expect((await explained(place, assetNamed(report, 'data-store', 'observatory-payroll').id)).leadingHere).toEqual([]);
    }));
});
