import { entriesOf, readDocuments, type Tree } from '../../containers/documents.ts';
import type { WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import type { TextFile } from '../../detector.ts';

/** What one file says, before it is known who uses it. */
export interface ManifestFacts {
  form: 'manifests' | 'kustomization' | 'chart' | 'values' | 'template';
  documents: Tree[];
  /** The text of a template of a chart. */
  template?: string;
  /** Secrets in clear, by line. */
  secrets: { fingerprint: string; line: number }[];
  /** Masked values that everybody knows. */
  weak?: WeakValue[];
  problem?: string;
}

const MANIFEST = /^["']?kind["']?\s*:|^\s*\{?\s*"kind"\s*:|^\s*"(?:apiVersion|kind)"\s*:/m;
/** Kinds that say nothing of what runs, however long they are. */
const PASSED_OVER =
  /^kind:\s*["']?(?:CustomResourceDefinition|PrometheusRule|APIService|ValidatingWebhookConfiguration|MutatingWebhookConfiguration|ServiceMonitor|PodMonitor)\b/m;
const MOST_TEMPLATE = 200_000;

/** Manifests, kustomizations, charts with their values and templates. Undefined where it is none of them. */
export function readManifests(file: TextFile): ManifestFacts | undefined {
  const facts = manifestsIn(file);
  return facts && file.weak ? { ...facts, weak: [...file.weak] } : facts;
}

function manifestsIn({ path, text, secrets }: TextFile): ManifestFacts | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const told = secrets.filter(({ placeholder }) => !placeholder).map(({ fingerprint, line }) => ({ fingerprint, line }));
  const of = (form: ManifestFacts['form'], wanted?: (document: string) => boolean): ManifestFacts | undefined => {
    const { roots, problem } = readDocuments(text, wanted);
    const documents = roots.filter((root) => 'm' in root);
    if (documents.length === 0 && problem === undefined) return undefined;
    return { form, documents, secrets: told, ...(problem === undefined ? {} : { problem }) };
  };
  if (/^[Cc]hart\.ya?ml$/.test(name)) return of('chart');
  if (/^values(?:[-._][\w.-]+)?\.ya?ml$/.test(name) || /(?:^|[-._])values(?:[-._][\w.-]+)?\.ya?ml$/.test(name)) return of('values');
  if (/(?:^|\/)templates\//.test(path) && text.includes('{{')) {
    if (text.length > MOST_TEMPLATE)
      return { form: 'template', documents: [], secrets: told, problem: 'A template of more than 200 kB: not read.' };
    return /^\s*kind:/m.test(text) || name.endsWith('.tpl')
      ? { form: 'template', documents: [], template: text, secrets: told }
      : undefined;
  }
  if (/^kustomization(?:\.ya?ml)?$|^Kustomization$/.test(name)) return of('kustomization');
  const facts = of('manifests', (document) => MANIFEST.test(document) && !PASSED_OVER.test(document));
  if (!facts) return undefined;
  const objects = facts.documents.filter(isObject);
  // A patch may name only what it changes; with nothing that looks like an object it is some other YAML.
  if (objects.length === 0) return undefined;
  return { ...facts, documents: objects };
}

/** apiVersion, kind and a name: what the API server would take. */
function isObject(root: Tree): boolean {
  const names = entriesOf(root).map(([name]) => name);
  return names.includes('kind') && names.includes('apiVersion');
}
