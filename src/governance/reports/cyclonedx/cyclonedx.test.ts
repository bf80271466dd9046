import { describe, expect, it } from 'vitest';
import { bookshop } from '../../../../test/schemas/estate.ts';
import { cycloneDxValidator, strictCycloneDx } from '../../../../test/schemas/validate.ts';
import { toCycloneDx } from './cyclonedx.ts';

interface Entry {
  'bom-ref': string;
  type: string;
  name: string;
  version?: string;
  purl?: string;
  endpoints?: string[];
  authenticated?: boolean;
  'x-trust-boundary'?: boolean;
  hashes?: { content: string }[];
  data?: {
    type: string;
    classification?: string;
    contents?: { url: string };
    governance?: { owners: { organization: { name: string } }[] };
  }[];
  modelCard?: { modelParameters: Record<string, unknown>; properties: { name: string; value: string }[] };
  evidence?: { occurrences: { location: string; line: number }[] };
  properties: { name: string; value: string }[];
}

interface Bom {
  serialNumber: string;
  metadata: { timestamp: string; component: Entry };
  components: Entry[];
  services: Entry[];
  dependencies: { ref: string; dependsOn: string[] }[];
  compositions: { aggregate: string }[];
}

function bomOf(application?: string, report = bookshop()): Bom {
  return JSON.parse(toCycloneDx(report, application)) as Bom;
}

const named = (list: readonly Entry[], name: string): Entry => list.find((entry) => entry.name === name)!;

describe('toCycloneDx', () => {
  it('is valid CycloneDX 1.6, whole and for one application, by schema and by the strict validator', async () => {
    const validate = cycloneDxValidator();
    for (const application of [undefined, 'a-app', 'a-other']) {
      const text = toCycloneDx(bookshop(), application);
      expect(validate(JSON.parse(text))).toEqual([]);
      expect(['', 'missing']).toContain(await strictCycloneDx(text));
    }
    expect(validate(JSON.parse(toCycloneDx({ ...bookshop(), assets: [], edges: [], findings: [], paths: [] })))).toEqual([]);
  });

  it('gives every kind its place', () => {
    const bom = bomOf();
    expect(bom.components.map(({ type, name }) => `${type} ${name}`).filter((line) => !line.includes('evil'))).toEqual([
      'machine-learning-model acme/reader',
      'library transformers',
      'file reader.pkl',
      'application reading-room',
      'application warehouse',
      'data letters',
    ]);
    expect(bom.services.map(({ name }) => name)).toEqual(['POST /ask/{id}', 'mail']);
  });

  it('writes a model with its card, revision and purl', () => {
    const model = named(bomOf().components, 'acme/reader');
    expect([model.purl, model.version]).toEqual(['pkg:huggingface/acme/reader@0123abcd', '0123abcd']);
    expect(model.modelCard?.modelParameters).toEqual({ task: 'classification', modelArchitecture: 'bert' });
    expect(model.modelCard?.properties).toContainEqual({ name: 'pharos:pinning', value: 'pinned' });
    expect(model.evidence?.occurrences).toEqual([{ location: 'app/read.py', line: 4 }]);
  });

  it('writes a library with the version its edges agree on', () => {
    expect(named(bomOf().components, 'transformers').purl).toBe('pkg:pypi/transformers@4.57.1');
    const report = bookshop();
    report.edges.push({ ...report.edges[1]!, id: 'e-second', from: 'a-other', properties: { version: '4.1.0' } });
    expect(named(bomOf(undefined, report).components, 'transformers').purl).toBe('pkg:pypi/transformers');
    const versions = ({ properties }: Entry): string[] =>
      properties.flatMap(({ name, value }) => (name === 'pharos:version' ? [value] : []));
    expect(versions(named(bomOf(undefined, report).components, 'transformers'))).toEqual(['4.1.0', '4.57.1']);
    // What another application depends on is not said of this one.
    expect(named(bomOf('a-app', report).components, 'transformers').purl).toBe('pkg:pypi/transformers@4.57.1');
  });

  it('writes data with classification, owner and address, weights with their hash', () => {
    const bom = bomOf();
    expect(named(bom.components, 'letters').data).toEqual([
      {
        type: 'other',
        name: 'letters',
        contents: { url: 's3://letters' },
        classification: 'restricted',
        governance: { owners: [{ organization: { name: 'archive' } }] },
      },
    ]);
    expect(named(bom.components, 'reader.pkl').hashes?.[0]?.content).toBe('ab'.repeat(32));
  });

  it('says of a service where it is, whether it asks who calls, and whether strangers reach it', () => {
    expect(named(bomOf().services, 'POST /ask/{id}')).toMatchObject({
      authenticated: false,
      'x-trust-boundary': true,
      endpoints: ['/ask/%7Bid%7D'],
    });
    expect(named(bomOf().services, 'mail').authenticated).toBeUndefined();
  });

  it('never holds secrets or credentials of an address', () => {
    const text = toCycloneDx(bookshop());
    expect(named(bomOf().services, 'mail').endpoints).toEqual(['https://mail.example/send']);
    for (const word of ['MAIL_KEY', 'a-secret', 'abc…', 'user:word']) expect(text.includes(word), word).toBe(false);
  });

  it('derives dependencies from edges, each reference once and known', () => {
    const bom = bomOf();
    const refs = new Set([bom.metadata.component, ...bom.components, ...bom.services].map((entry) => entry['bom-ref']));
    expect(bom.dependencies.map(({ ref }) => ref).sort()).toEqual([...refs].sort());
    for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) expect(refs.has(ref), ref).toBe(true);
    expect(bom.dependencies.find(({ ref }) => ref === 'a-agent')?.dependsOn).toEqual(['a-letters', 'a-mail', 'a-model']);
    expect(named(bom.components, 'reading-room').properties).toContainEqual({ name: 'pharos:edge:contains', value: 'a-agent' });
  });

  it('exports one application with what it depends on and nothing else', () => {
    const bom = bomOf('a-app');
    expect(bom.metadata.component.name).toBe('reading-room');
    expect([...bom.components, ...bom.services].map((entry) => entry['bom-ref']).sort()).toEqual([
      'a-agent',
      'a-letters',
      'a-library',
      'a-mail',
      'a-model',
    ]);
    expect(bom.dependencies[0]).toEqual({ ref: 'a-app', dependsOn: ['a-agent', 'a-library'] });
  });

  it('has a serial number that follows from scan and application', () => {
    expect(bomOf().serialNumber).toBe(bomOf().serialNumber);
    expect(new Set([bomOf(), bomOf('a-app'), bomOf('a-other')].map(({ serialNumber }) => serialNumber)).size).toBe(3);
    expect(bomOf().serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('never claims to be complete', () => {
    expect(bomOf().compositions[0]?.aggregate).toBe('incomplete');
    const report = bookshop();
    report.scan.complete = true;
    expect(bomOf(undefined, report).compositions[0]?.aggregate).toBe('unknown');
  });
});
