import { at, itemsOf, readDocuments, textOf, type Tree } from '../../containers/documents.ts';
import { environmentIn } from '../../containers/environment.ts';
import { saidByLabels } from '../../labels.ts';
import type { Said } from '../../statements.ts';
import type { Stated } from './stated.ts';

/** Kinds of entities that stand for something that runs or is used. Source: backstage.io, "Descriptor Format of Catalog Entities". */
const RUNS = /^(?:Component|System|API|Resource)$/;

/** A Backstage descriptor (first entity that has an owner counts) or the OWNERS file of a Kubernetes project. */
export function readCatalog(name: string, text: string): Stated[] {
  return name === 'OWNERS' ? readOwners(text) : readEntities(text);
}

function readEntities(text: string): Stated[] {
  const { roots, problem } = readDocuments(text);
  const out: Stated[] = [];
  for (const root of roots) {
    const spec = at(root, 'spec');
    if (!RUNS.test(textOf(at(root, 'kind')) ?? '') || !spec) continue;
    const owner = textOf(at(spec, 'owner'));
    // `production` is said of the component's life, and what is alive in production is of production.
    const environment = environmentIn(textOf(at(spec, 'lifecycle')));
    const { owner: _owner, environment: _environment, ...labelled } = saidByLabels(flat(at(root, 'metadata', 'annotations')));
    const says: Said = {
      ...labelled,
      ...(owner === undefined || owner === '' || owner.includes('{{') ? {} : { owner: ownerReference(owner) }),
      ...(environment === 'production' ? { environment } : {}),
    };
    if (Object.keys(says).length > 0)
      out.push({
        says,
        why: `the service catalogue names ${textOf(at(root, 'metadata', 'name')) ?? 'it'}`,
        line: at(spec, 'owner')?.l ?? spec.l,
        confidence: 0.9,
      });
  }
  return [...out.slice(0, 1), ...(problem === undefined ? [] : [{ says: {}, why: '', line: 1, confidence: 0, problem }])];
}

/** `group:default/payments` → `group:payments`; the namespace `default` says nothing. */
function ownerReference(text: string): string {
  return text
    .slice(0, 200)
    .replace(/^(?:(group|user):)?default\//i, (_, kind: string | undefined) => (kind === undefined ? '' : `${kind}:`));
}

function flat(tree: Tree | undefined): Record<string, string> {
  if (!tree || !('m' in tree)) return {};
  return Object.fromEntries(
    Object.entries(tree.m).flatMap(([name, value]) => (textOf(value) === undefined ? [] : [[name, textOf(value)!]])),
  );
}

/** `approvers:` decide on changes. Source: go.k8s.io/owners. Chromium's form (one mail address a line) is read as well. */
function readOwners(text: string): Stated[] {
  const { roots } = readDocuments(text);
  const approvers = itemsOf(at(roots[0], 'approvers')).flatMap((item) => textOf(item) ?? []);
  const mails =
    approvers.length > 0
      ? []
      : text.split('\n').flatMap((line) => /^\s*([^\s@#]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)\s*(?:#.*)?$/.exec(line)?.[1] ?? []);
  const named = approvers.length > 0 ? approvers.map((one) => (one.includes('@') ? one : `@${one}`)) : mails;
  if (named.length === 0) return [];
  return [{ says: { owner: named.slice(0, 5).join(', ') }, why: 'the OWNERS file names who approves changes', line: 1, confidence: 0.8 }];
}
