import { at, entriesOf, itemsOf, readDocuments, textOf, type Tree } from '../../containers/documents.ts';
import { environmentIn } from '../../containers/environment.ts';
import type { Places } from '../../containers/places.ts';
import type { ManifestFacts } from './facts.ts';
import { overlaid } from './kustomize.ts';
import { objectsIn, type KubernetesObject, type Unit } from './objects.ts';
import { parseTemplate, type Template, type TemplateNode } from './template-syntax.ts';
import { renderTemplate, UNRESOLVED } from './template-render.ts';

const MOST_VALUES = 8;

/**
 * Charts that stand in the target, once for each values file beside `values.yaml` (an environment each), else with
 * `values.yaml` alone. Charts of others are not here: only what they are given is seen. Source: helm.sh/docs/topics/charts
 */
export function charts(
  files: ReadonlyMap<string, ManifestFacts>,
  places: Places,
  cover: (file: string, reason: string) => void,
): { units: Unit[]; taken: Set<string> } {
  const units: Unit[] = [];
  const taken = new Set<string>();
  for (const [path, { form, documents }] of files) {
    if (form !== 'chart') continue;
    taken.add(path);
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const below = folder === '' ? '' : `${folder}/`;
    const own = [...files].filter(([file]) => file.startsWith(`${below}templates/`));
    const name = textOf(at(documents[0], 'name')) ?? (folder.slice(folder.lastIndexOf('/') + 1) || 'chart');
    const templates = new Map<string, Template>();
    for (const [file, facts] of own) {
      taken.add(file);
      if (facts.template !== undefined) templates.set(file, parseTemplate(facts.template));
    }
    const dependencies = itemsOf(at(documents[0], 'dependencies')).flatMap((one) => textOf(at(one, 'name')) ?? []);
    if (dependencies.length > 0)
      cover(path, `What the charts ${dependencies.slice(0, 5).join(', ')} declare is not seen: they come from elsewhere.`);
    const defines = new Map<string, TemplateNode[]>();
    for (const template of templates.values()) for (const [key, nodes] of template.defines) defines.set(key, nodes);
    for (const values of valuesOf(files, below, places)) {
      const environment = environmentIn(values.name);
      const unit: Unit = {
        id: `${folder}${values.name === '' ? '' : `#${values.name}`}`,
        form: 'helm',
        objects: [],
        ...(environment ? { environment } : {}),
      };
      const root = scopeOf(name, documents[0], values.tree);
      for (const [file, template] of templates) {
        if (file.endsWith('.tpl') || file.includes('/tests/')) continue;
        const { objects, partial } = rendered(file, template, { root, defines }, places);
        unit.objects.push(...objects);
        if (!partial) continue;
        unit.partial = true;
        if (objects.length > 0) cover(file, `Some values of the chart ${name} are decided when it is installed: what is literal was read.`);
      }
      for (const [file, facts] of own)
        if (facts.form === 'manifests') for (const document of facts.documents) unit.objects.push(...objectsIn(places.of(file, document)));
      if (dependencies.length > 0) unit.partial = true;
      if (unit.objects.length > 0) units.push(unit);
    }
  }
  return { units, taken };
}

function rendered(
  file: string,
  template: Template,
  chart: { root: Tree; defines: ReadonlyMap<string, TemplateNode[]> },
  places: Places,
): { objects: KubernetesObject[]; partial: boolean } {
  const { text, lines, partial } = renderTemplate(template, chart);
  const { roots, problem } = readDocuments(text, (document) => /^kind:/m.test(document));
  const objects = roots.flatMap((root) => {
    const tree = replaced(root, (line) => {
      const from = lines[line - 1];
      const place = places.place(file, from?.line ?? 1);
      if (from?.value !== undefined) places.fill(place, from.value);
      return place;
    });
    return objectsIn(tree).filter(({ name }) => !name.includes(UNRESOLVED));
  });
  return { objects, partial: partial || problem !== undefined };
}

function replaced(tree: Tree, place: (line: number) => number): Tree {
  const l = place(tree.l);
  if ('v' in tree)
    return { l, v: typeof tree.v === 'string' && tree.v.includes(UNRESOLVED) && tree.v.trim() === UNRESOLVED ? null : tree.v };
  if ('s' in tree) return { l, s: tree.s.map((item) => replaced(item, place)) };
  return { l, m: Object.fromEntries(entriesOf(tree).map(([name, value]) => [name, replaced(value, place)])) };
}

function valuesOf(files: ReadonlyMap<string, ManifestFacts>, below: string, places: Places): { name: string; tree: Tree }[] {
  const tree = (file: string): Tree => {
    const document = files.get(file)?.form === 'values' ? files.get(file)!.documents[0] : undefined;
    return document ? places.of(file, document) : { l: 0, m: {} };
  };
  const base = overlaid(tree(`${below}values.yaml`), tree(`${below}values.yml`));
  const others = [...files]
    .filter(
      ([file, { form }]) =>
        form === 'values' &&
        file.startsWith(below) &&
        !/(?:^|\/)values\.ya?ml$/.test(file) &&
        !file.slice(below.length).startsWith('charts/') &&
        environmentIn(file.slice(below.length)) !== undefined,
    )
    .map(([file]) => file)
    .slice(0, MOST_VALUES);
  if (others.length === 0) return [{ name: '', tree: base }];
  return others.map((file) => ({ name: file.slice(below.length).replace(/\.ya?ml$/, ''), tree: overlaid(base, tree(file)) }));
}

/** The release is called after the chart, as the chart's own guide does; its namespace is not known. */
function scopeOf(name: string, chart: Tree | undefined, values: Tree): Tree {
  const text = (v: string): Tree => ({ l: 0, v });
  const fields = {
    Name: text(name),
    Version: text(textOf(at(chart, 'version')) ?? '0.0.0'),
    AppVersion: text(textOf(at(chart, 'appVersion')) ?? ''),
  };
  return {
    l: 0,
    m: {
      Values: values,
      Chart: { l: 0, m: fields },
      Release: { l: 0, m: { Name: text(name), Namespace: text(''), Service: text('Helm'), IsInstall: { l: 0, v: true } } },
    },
  };
}
