import type { Attribute, Block, Body } from './syntax.ts';

/** One file of a Terraform estate, parsed; `path` uses `/` and is relative to one common folder. */
export interface ConfigurationFile {
  readonly path: string;
  readonly body: Body;
}

/** One block of a module after override files were merged into it; each part keeps the file it stands in. */
export interface Definition {
  readonly type: string;
  readonly labels: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, PlacedAttribute>;
  readonly blocks: readonly PlacedBlock[];
}

export interface PlacedAttribute {
  readonly file: string;
  readonly attribute: Attribute;
}

export interface PlacedBlock {
  readonly file: string;
  readonly block: Block;
}

/** What the files of one directory declare. */
export interface ModuleSource {
  readonly directory: string;
  readonly variables: ReadonlyMap<string, Definition>;
  readonly locals: ReadonlyMap<string, PlacedAttribute>;
  /** By `type.name`. */
  readonly resources: ReadonlyMap<string, Definition>;
  readonly data: ReadonlyMap<string, Definition>;
  readonly outputs: ReadonlyMap<string, Definition>;
  readonly calls: ReadonlyMap<string, Definition>;
  readonly providers: readonly Definition[];
  readonly settings: readonly Definition[];
}

export interface ConfigurationProblem {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** The folder of a path, `.` for the common folder itself. */
export function directoryOf(path: string): string {
  const normal = normalPath(path);
  return normal.includes('/') ? normal.slice(0, normal.lastIndexOf('/')) : '.';
}

/** Resolves `.` and `..`; a path that leaves the common folder begins with `..`. */
export function normalPath(path: string): string {
  const kept: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else kept.push(step);
  }
  return kept.length === 0 ? '.' : kept.join('/');
}

/** Gathers files by directory: each directory is one module. */
export function gatherModules(files: readonly ConfigurationFile[], problems: ConfigurationProblem[]): Map<string, ModuleSource> {
  const byDirectory = new Map<string, ConfigurationFile[]>();
  for (const file of files) {
    const directory = directoryOf(file.path);
    const together = byDirectory.get(directory);
    if (together) together.push(file);
    else byDirectory.set(directory, [file]);
  }
  return new Map([...byDirectory].map(([directory, together]) => [directory, gatherModule(directory, together, problems)]));
}

const OVERRIDE_FILE = /(?:^|\/|_)override\.(?:tf|tofu)(?:\.json)?$/;

function gatherModule(directory: string, files: readonly ConfigurationFile[], problems: ConfigurationProblem[]): ModuleSource {
  const sections = {
    variable: new Map<string, Definition>(),
    resource: new Map<string, Definition>(),
    data: new Map<string, Definition>(),
    output: new Map<string, Definition>(),
    module: new Map<string, Definition>(),
    provider: new Map<string, Definition>(),
  };
  const locals = new Map<string, PlacedAttribute>();
  const settings: Definition[] = [];
  // Override files are read last, in the order of their names, and change what the others declare.
  const ordered = [...files].sort((one, other) => rank(one.path) - rank(other.path) || (one.path < other.path ? -1 : 1));
  for (const { path, body } of ordered) {
    const overrides = OVERRIDE_FILE.test(path);
    for (const block of body.blocks) {
      if (block.type === 'locals') {
        for (const attribute of block.body.attributes) locals.set(attribute.name, { file: path, attribute });
      } else if (block.type === 'terraform') settings.push(definitionOf(block, path));
      else if (Object.hasOwn(sections, block.type)) {
        const section = sections[block.type as keyof typeof sections];
        place(section, block, path, overrides, problems);
      }
    }
  }
  return {
    directory,
    locals,
    settings,
    variables: sections.variable,
    resources: sections.resource,
    data: sections.data,
    outputs: sections.output,
    calls: sections.module,
    providers: [...sections.provider.values()],
  };
}

function rank(path: string): number {
  return OVERRIDE_FILE.test(path) ? 1 : 0;
}

function place(section: Map<string, Definition>, block: Block, file: string, overrides: boolean, problems: ConfigurationProblem[]): void {
  const definition = definitionOf(block, file);
  const wanted = block.type === 'resource' || block.type === 'data' ? 2 : 1;
  if (block.labels.length !== wanted) {
    problems.push({ file, line: block.line, reason: `a ${block.type} block needs ${wanted} label${wanted > 1 ? 's' : ''}` });
    return;
  }
  const alias = block.type === 'provider' ? block.body.attributes.find(({ name }) => name === 'alias')?.value : undefined;
  const key = alias?.kind === 'literal' ? `${block.labels[0]}.${String(alias.value)}` : block.labels.join('.');
  const existing = section.get(key);
  if (!existing) section.set(key, definition);
  else if (overrides) section.set(key, overridden(existing, definition));
  else problems.push({ file, line: block.line, reason: `${block.type} "${key}" is already declared at ${existing.file}:${existing.line}` });
}

function definitionOf(block: Block, file: string): Definition {
  return {
    type: block.type,
    labels: block.labels,
    file,
    line: block.line,
    attributes: new Map(block.body.attributes.map((attribute) => [attribute.name, { file, attribute }])),
    blocks: block.body.blocks.map((nested) => ({ file, block: nested })),
  };
}

/** Attributes are replaced one by one, nested blocks all of a type at once. */
function overridden(base: Definition, override: Definition): Definition {
  const replaced = new Set(override.blocks.map(({ block }) => typeOfNested(block)));
  return {
    ...base,
    attributes: new Map([...base.attributes, ...override.attributes]),
    blocks: [...base.blocks.filter(({ block }) => !replaced.has(typeOfNested(block))), ...override.blocks],
  };
}

function typeOfNested(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0] ?? '') : block.type;
}
