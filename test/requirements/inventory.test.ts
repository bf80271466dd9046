import { describe, expect, it } from 'vitest';
import { inPlace } from '../pharos.ts';
import { cycloneDxValidator, strictCycloneDx } from '../schemas/validate.ts';
import { fixture } from './fixture.ts';

interface Bom {
  metadata: { component: { name: string; 'bom-ref': string } };
  components: {
    type: string;
    name: string;
    purl?: string;
    evidence?: { occurrences: { location: string; line?: number }[] };
    data?: { classification?: string }[];
  }[];
  services: { name: string; authenticated?: boolean }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

const named = (list: readonly { name: string }[]): string[] => list.map(({ name }) => name).sort();

describe('INV-15 an AI-BOM for each application', () => {
  it('exports one application with its components, data, services, plugins and dependencies, valid by the official schema', () =>
    inPlace(fixture('orchard'), async ({ pharos }) => {
      const ran = await pharos('scan', 'estate', '--no-store', '--format', 'cyclonedx', '--application', 'counter', '--fail-on', 'never');
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      const bom = ran.json<Bom>();
      expect(cycloneDxValidator()(bom)).toEqual([]);
      expect(['', 'missing']).toContain(await strictCycloneDx(ran.stdout));
      expect(bom.metadata.component.name).toBe('counter');
      expect(bom.components.filter(({ type }) => type === 'machine-learning-model').map(({ name }) => name)).toEqual([
        'gpt-4.1-2025-04-14',
      ]);
      expect(bom.components.find(({ name }) => name === 'customer_letters')).toMatchObject({
        type: 'data',
        data: [{ classification: 'restricted' }],
        evidence: { occurrences: [{ location: 'counter/app.py' }] },
      });
      expect(bom.components.find(({ name }) => name === 'chromadb')).toMatchObject({ type: 'library', purl: 'pkg:pypi/chromadb' });
      expect(named(bom.services)).toEqual(expect.arrayContaining(['POST /complain', 'Stripe', 'openai']));
      expect(bom.services.find(({ name }) => name === 'POST /complain')?.authenticated).toBe(false);
      expect(bom.dependencies.map(({ ref }) => ref)).toContain(bom.metadata.component['bom-ref']);
      // Nothing of the other application of the estate.
      for (const other of ['kiosk', 'search_catalogue', 'catalogue_pages', 'POST /ask'])
        expect([...named(bom.components), ...named(bom.services)]).not.toContain(other);
    }));

  it('exports from code to cloud: training data, pipeline and weights stand in the BOM of the whole estate', () =>
    inPlace(fixture('observatory'), async ({ pharos }) => {
      const bom = (await pharos('scan', 'estate', '--no-store', '--format', 'cyclonedx', '--fail-on', 'never')).json<Bom>();
      expect(cycloneDxValidator()(bom)).toEqual([]);
      expect(named(bom.components)).toEqual(
        expect.arrayContaining([
          'Night planner',
          'learn/train.py',
          'observatory-sky-raw',
          'observatory-sky-models',
          'trails.joblib',
          'scikit-learn',
        ]),
      );
    }));

  it('INV-15 partial: names the applications there are when one does not exist', () =>
    inPlace(fixture('orchard'), async ({ pharos }) => {
      const ran = await pharos('scan', 'estate', '--no-store', '--format', 'cyclonedx', '--application', 'cellar');
      expect(ran.code).toBe(2);
      expect(ran.stderr).toMatch(/Option --application cannot be cellar\n.*Use one of counter \(a-\w+\), kiosk \(a-\w+\)\./);
    }));
});
