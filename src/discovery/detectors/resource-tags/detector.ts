import type { Configuration, Contents, Resource } from '../../code/hcl/configuration.ts';
import { blocksOf } from '../../code/hcl/configuration.ts';
import { evaluateTerraform } from '../../code/hcl/evaluate.ts';
import { parseHcl } from '../../code/hcl/parse.ts';
import { parseHclJson } from '../../code/hcl/parse-json.ts';
import { stringOf } from '../../code/hcl/read-value.ts';
import type { Body } from '../../code/hcl/syntax.ts';
import type { Value } from '../../code/hcl/value.ts';
import { environmentIn } from '../../containers/environment.ts';
import { defineDetector, type Linking } from '../../detector.ts';
import { saidByLabels } from '../../labels.ts';
import { type Statement, statementsAsset } from '../../statements.ts';
import { statedEnvironments } from './environments.ts';

/**
 * Owner, environment, criticality, sensitivity and purpose as tags and labels of Terraform resources say them, with what the
 * provider adds to all of its resources (`default_tags`, `default_labels`); and the environment a root module is for: its
 * `environment` variable, its workspace, the path of its state. Speaks of assets by their Terraform address (surroundings.ts).
 */
export default defineDetector<{ body: Body }>({
  id: 'resource-tags',
  version: 1,
  title: 'Owners and environments in tags of Terraform resources',
  reads: { files: ['*.tf', '*.tf.json', '*.tfvars', '*.tfvars.json'], maxBytes: 4 * 1024 * 1024 },
  emits: ['repository'],
  facts({ path, text }) {
    const { body } = path.endsWith('.json') ? parseHclJson(text) : parseHcl(text);
    return body.blocks.length + body.attributes.length > 0 ? { body } : undefined;
  },
  link(linking) {
    const configuration = evaluateTerraform([...linking.files].map(([path, { body }]) => ({ path, body })));
    const statements = [...ofResources(configuration, linking), ...ofRoots(configuration, linking)];
    return { assets: statements.length > 0 ? [statementsAsset(linking.target, 'resource-tags', { statements })] : [], edges: [] };
  },
});

function ofResources(configuration: Configuration, { target }: Linking<unknown>): Statement[] {
  const out: Statement[] = [];
  for (const resource of configuration.resources) {
    const given = usual(resource, configuration);
    const own = tagsOf(resource);
    const says = saidByLabels({ ...given, ...own.tags });
    if (Object.keys(says).length === 0) continue;
    const place = `${target}${resource.root === '' ? '' : `/${resource.root}`}`;
    const from = Object.keys(own.tags).length > 0 ? 'its tags' : 'the default tags of its provider';
    out.push({
      key: `terraform:${place}:${resource.address}`,
      says,
      why: `${from} say so`,
      file: own.place?.file ?? resource.file,
      line: own.place?.line ?? resource.line,
      confidence: 0.9,
    });
  }
  return out;
}

/** Attributes that hold tags, by provider. Sources: the providers' documentation on default tags and labels. */
const TAG_ATTRIBUTES = ['tags', 'labels', 'user_labels', 'resource_labels', 'tags_all', 'freeform_tags'];

function tagsOf(contents: Contents): { tags: Record<string, string>; place?: { file: string; line: number } } {
  const tags: Record<string, string> = {};
  let place: { file: string; line: number } | undefined;
  for (const name of TAG_ATTRIBUTES) {
    const value = contents.attributes.get(name);
    const entries = entriesOf(value);
    for (const [key, text] of entries) tags[key] ??= text;
    if (entries.length > 0) place ??= value?.origin;
  }
  // Auto Scaling groups and some others write one block per tag.
  for (const block of blocksOf(contents, 'tag')) {
    const key = stringOf(block.attributes.get('key'));
    const text = stringOf(block.attributes.get('value'));
    if (key !== undefined && text !== undefined) tags[key] ??= text;
  }
  return { tags, ...(place ? { place } : {}) };
}

function entriesOf(value: Value | undefined): [string, string][] {
  if (value?.kind !== 'object') return [];
  return [...value.entries].flatMap(([name, one]): [string, string][] => {
    const text = stringOf(one);
    return text === undefined ? [] : [[name, text]];
  });
}

/** What the only configuration of the resource's provider gives to each resource; with aliases it is not known which one is meant. */
function usual(resource: Resource, { providers }: Configuration): Record<string, string> {
  const name = resource.type.slice(0, Math.max(0, resource.type.indexOf('_')));
  const fitting = providers.filter((one) => one.root === resource.root && (one.name === name || one.name === `${name}-beta`));
  const given = fitting.map((provider) => ({
    ...Object.fromEntries(entriesOf(provider.attributes.get('default_labels'))),
    ...Object.fromEntries(blocksOf(provider, 'default_tags').flatMap((block) => Object.entries(tagsOf(block).tags))),
  }));
  const [first = {}] = given;
  return given.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : {};
}

/** The environment of a whole root module. */
function ofRoots(configuration: Configuration, { files }: Linking<{ body: Body }>): Statement[] {
  const out: Statement[] = [];
  const roots = new Set(configuration.modules.filter(({ kind }) => kind === 'root').map(({ root }) => root));
  for (const root of roots) {
    const stated = statedEnvironments(root, files) ?? ofState(configuration, root);
    if (stated)
      out.push({
        folder: root,
        says: { environment: stated.environment },
        why: stated.why,
        file: stated.file,
        line: stated.line,
        confidence: 0.8,
      });
  }
  return out;
}

function ofState({ settings }: Configuration, root: string): { environment: string; why: string; file: string; line: number } | undefined {
  for (const setting of settings) {
    if (setting.root !== root) continue;
    for (const block of setting.blocks.filter(({ type }) => type === 'backend' || type === 'cloud')) {
      const written = ['key', 'prefix', 'name'].map((name) => stringOf(block.attributes.get(name)));
      const workspaces = blocksOf(block, 'workspaces').map((one) => stringOf(one.attributes.get('name')));
      const name = [...written, ...workspaces].find((text) => environmentIn(text) !== undefined);
      if (name !== undefined)
        return { environment: environmentIn(name)!, why: `its state is kept as ${name}`, file: block.file, line: block.line };
    }
  }
  return undefined;
}
