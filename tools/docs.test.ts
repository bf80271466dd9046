import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { reference } from './docs.ts';

let pages: Record<string, string>;
beforeAll(async () => {
  pages = await reference();
});

describe('pages', () => {
  it('list every kind, edge and error with its text', () => {
    expect(pages['kinds.md']).toContain('| `mcp-server` | definition, resource | An MCP server: package, image or URL');
    expect(pages['edges.md']).toContain('| `sends-out` | any | zone | Data leaves. |');
    expect(pages['errors.md']).toContain('## PHAROS_TARGET_MISSING\n\nTarget not found: {target}\n');
  });

  it('tables stay tables whatever stands in a cell', () => {
    for (const [name, text] of Object.entries(pages)) {
      if (!name.endsWith('.md')) continue;
      for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
        const columns = block
          .trim()
          .split('\n')
          .map((line) => line.replaceAll('\\|', '').split('|').length);
        expect(new Set(columns).size, `${name}: ${block.slice(0, 60)}`).toBe(1);
      }
    }
  });
});

describe('schemas', () => {
  const validator = (name: string): ((value: unknown) => boolean) => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(pages[name]!) as object);
    return (value) => validate(value);
  };

  it('pharos.report/1 accepts a report and refuses an unknown status', () => {
    const report = (status: string): unknown => ({
      schema: 'pharos.report/1',
      pharos: '0.1.0',
      scan: {
        id: 's-1',
        started: '2026-11-01T10:00:00Z',
        finished: '2026-11-01T10:00:01Z',
        complete: true,
        targets: [{ id: 'shop', kind: 'folder', name: 'shop' }],
      },
      assets: [],
      edges: [],
      checks: [{ id: 'open-bucket', pass: 3, fail: 0, unknown: 1 }],
      findings: [],
      paths: [],
      coverage: [{ target: 'shop', what: 'files', status, reason: 'Read.' }],
    });
    const valid = validator('pharos.report.schema.json');
    expect([valid(report('read')), valid(report('clean'))]).toEqual([true, false]);
  });

  it('pharos.yaml demands reason and end date of a suppression', () => {
    const valid = validator('pharos.schema.json');
    const suppression = { check: 'open-bucket', reason: 'public data set', until: '2027-01-31' };
    expect(valid({ suppressions: [suppression] })).toBe(true);
    expect(valid({ suppressions: [{ ...suppression, until: undefined }] })).toBe(false);
    expect(valid({ supressions: [] })).toBe(false);
  });
});
