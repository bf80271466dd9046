import { parseDocument } from 'yaml';
import { type DependencyFacts, entry, linesOf, listIn, MOST_NAMED, type Named } from './facts.ts';
import { namedBy, namedRequirement } from './python-named.ts';

/** Names of conda-forge and pytorch channels that are spelt otherwise on PyPI. */
const ON_PYPI: Readonly<Record<string, string>> = {
  pytorch: 'torch',
  'pytorch-gpu': 'torch',
  'pytorch-cpu': 'torch',
  'tensorflow-base': 'tensorflow',
  faiss: 'faiss-cpu',
  'py-xgboost': 'xgboost',
  huggingface_hub: 'huggingface-hub',
};

const LONGEST = 1_000_000;

/**
 * A conda environment: `name=1.2=build`, `channel::name>=1`, and the pip list inside. Source:
 * https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
 */
export function readConda(text: string): DependencyFacts | undefined {
  if (text.length > LONGEST) return { form: 'manifest', roots: [], problem: 'it is larger than 1 MB' };
  const root = yamlValue(text);
  if (typeof root === 'string') return { form: 'manifest', roots: [], problem: root };
  const lines = linesOf(text);
  const named: Named[] = [];
  for (const item of listIn(root, 'dependencies').slice(0, 5000)) {
    if (typeof item === 'string') {
      const spec = /^(?:[\w./-]+::)?([A-Za-z0-9][\w.-]{0,127})\s*(.*)$/.exec(item.trim());
      if (!spec) continue;
      const name = Object.hasOwn(ON_PYPI, spec[1]!) ? ON_PYPI[spec[1]!]! : spec[1]!;
      const [pin, range] = condaVersion(spec[2]!);
      const place = { line: lines.of(item) ?? 1, scope: 'runtime' as const };
      const found = namedRequirement(
        { name, extras: [], ...(range === '' ? {} : { range }), ...(pin === undefined ? {} : { pin }), hashes: 0 },
        place,
      );
      if (found) named.push(found);
    } else {
      for (const written of listIn(item, 'pip')) {
        if (typeof written !== 'string') continue;
        const found = namedBy(written, { line: lines.of(written.slice(0, 100)) ?? 1, scope: 'runtime' });
        if (found) named.push(found);
      }
    }
  }
  return named.length === 0 ? undefined : { form: 'manifest', roots: [{ folder: '', named: named.slice(0, MOST_NAMED) }] };
}

/** `=1.2` is any 1.2.x, `==1.2` and `=1.2.3=build` exactly that. */
function condaVersion(written: string): [pin: string | undefined, range: string] {
  const text = written
    .replace(/\s+/g, ' ')
    .replace(/^(\d\S*) /, '=$1=')
    .trim();
  const exact = /^==\s*(\d[\w.+!-]*)$/.exec(text)?.[1] ?? /^=\s*(\d[\w.+!-]*)=[\w*.]+$/.exec(text)?.[1];
  return [exact, text.slice(0, 100)];
}

/** A text as YAML, aliases unfolded within bounds; a sentence where it is none. Never throws. */
export function yamlValue(text: string): unknown {
  try {
    const document = parseDocument(text, { strict: false, uniqueKeys: false, logLevel: 'silent' });
    const [first] = document.errors;
    if (first) return `it is not valid YAML (${first.message.split('\n')[0]!.slice(0, 120)})`;
    return entry({ root: document.toJS({ maxAliasCount: 100 }) }, 'root');
  } catch (error) {
    return `it is not valid YAML (${(error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 120)})`;
  }
}
