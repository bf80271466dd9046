import { CYTHON_UNPICKLERS, LIBRARY_CLASSES, LIBRARY_ROOTS, LOWER_CASE_CLASSES, PYTHON_2_NAMES, SAFE_GROUPS } from './allowlist.ts';
import type { SafeGroup } from './allowlist.ts';
import { DANGEROUS_BUILTINS, DANGEROUS_NAMES, DANGEROUS_SEGMENTS, DANGER_GROUPS, STDLIB_ROOTS } from './dangerous.ts';
import type { DangerGroup } from './dangerous.ts';
import type { Judgement } from './report.ts';
import type { Concern, ReachedGlobal } from './values.ts';

const SAFE = new Map<string, SafeGroup>();
for (const group of SAFE_GROUPS) {
  for (const [module, names] of Object.entries(group.names)) for (const name of names.split(' ')) SAFE.set(`${module}.${name}`, group);
}

const DANGERS = new Map<string, DangerGroup>();
for (const group of DANGER_GROUPS) for (const module of group.modules.split(' ')) DANGERS.set(module, group);

const LIBRARIES = new Map<string, string>();
for (const [library, modules] of Object.entries(LIBRARY_CLASSES)) for (const module of modules.split(' ')) LIBRARIES.set(module, library);

const LOWER_CASE = new Map<string, string>();
for (const [module, names] of Object.entries(LOWER_CASE_CLASSES)) for (const name of names.split(' ')) LOWER_CASE.set(name, module);

const DUNDER = /^__[A-Za-z0-9_]+__$/;
/** Modules with such names that are no attribute tricks: scripts, and the classes of TorchScript. */
const DUNDER_MODULES = new Set(['__main__', '__mp_main__', '__torch__', '__future__']);
const CLASS_NAME = /^_{0,3}[A-Z][A-Za-z0-9_]*$/;

/** Uses that make even an allowlisted name worse, and what they say. */
const WORSE: Partial<Record<Concern, Judgement>> = {
  'computed-argument': { standing: 'dangerous', reason: 'finds an attribute by a name that is not a literal' },
  'builds-class': { standing: 'dangerous', reason: 'builds a class' },
  'two-argument-iter': { standing: 'unlisted', reason: 'makes an iterator that calls a function' },
  'unusual-codec': { standing: 'unlisted', reason: 'decodes with a codec that hides what it decodes' },
  'unseen-bytes': { standing: 'unlisted', reason: 'unpickles bytes that are not a literal in the file' },
};

/**
 * Judges one global by the closed allowlist; what it does when called, and whether its name was computed, counts.
 * Source of the rules: the loaders' own reconstruct functions (pickle, numpy, torch, pandas), and published bypasses of
 * list-based scanners for what must not pass.
 */
export function judgeGlobal(global: Pick<ReachedGlobal, 'module' | 'name' | 'opcode' | 'called' | 'concerns'>): Judgement {
  if (global.concerns.includes('computed-name'))
    return { standing: 'dangerous', reason: 'its name is computed while loading', group: 'computed' };
  if (global.opcode.startsWith('EXT'))
    return { standing: 'dangerous', reason: 'it comes from the extension registry, its name is not in the file', group: 'extension' };
  const { module, name } = python3Name(global.module, global.name);
  const full = `${module}.${name}`;
  const safe = SAFE.get(full);
  if (safe !== undefined) return worse(global.concerns) ?? { standing: 'safe', reason: safe.reason, group: safe.group };
  return resolver(full, global) ?? dangerousPath(module, name) ?? known(module, name, global) ?? foreign(module, name);
}

function python3Name(module: string, name: string): { module: string; name: string } {
  const whole = PYTHON_2_NAMES[`${module}.${name}`];
  if (whole !== undefined) return { module: whole.slice(0, whole.indexOf('.')), name: whole.slice(whole.indexOf('.') + 1) };
  return { module: Object.hasOwn(PYTHON_2_NAMES, module) ? (PYTHON_2_NAMES[module] ?? module) : module, name };
}

function worse(concerns: readonly Concern[]): Judgement | undefined {
  for (const concern of concerns) {
    const judgement = WORSE[concern];
    if (judgement !== undefined) return judgement;
  }
  return undefined;
}

/** getattr and partial are harmless where all they touch is named by literals and judged by itself. */
function resolver(full: string, { called, concerns }: Pick<ReachedGlobal, 'called' | 'concerns'>): Judgement | undefined {
  const bad = !called || concerns.some((concern) => concern !== 'names-other-global');
  if (full === 'builtins.getattr' && !bad)
    return { standing: 'safe', reason: 'names a class member by a literal; that member is judged by itself', group: 'pickle support' };
  if (full === 'functools.partial' && !bad)
    return { standing: 'unknown', reason: 'wraps a callable that is judged by itself', group: 'imports and resolvers' };
  return undefined;
}

function dangerousPath(module: string, name: string): Judgement | undefined {
  const modules = module.split('.');
  const names = name.split('.');
  if (module === 'builtins') return dangerousBuiltin(names);
  const dunder = [...names, ...modules.filter((part) => !DUNDER_MODULES.has(part))].find((part) => DUNDER.test(part));
  if (dunder !== undefined) return { standing: 'dangerous', reason: `reaches through ${dunder}`, group: 'attribute path' };
  const group = prefixed(DANGERS, [...modules, ...names]);
  if (group !== undefined) return { standing: 'dangerous', reason: group.reason, group: group.group };
  const segment = modules.find((part) => DANGEROUS_SEGMENTS.has(part)) ?? names.find((part) => DANGEROUS_NAMES.has(part));
  if (segment !== undefined) return { standing: 'dangerous', reason: `reaches ${segment} through another module`, group: 'attribute path' };
  return undefined;
}

function dangerousBuiltin(names: readonly string[]): Judgement | undefined {
  const [first = ''] = names;
  if (names.length > 1)
    return { standing: 'dangerous', reason: 'takes a method of a built-in type as a function', group: 'attribute path' };
  const reason = Object.hasOwn(DANGEROUS_BUILTINS, first) ? DANGEROUS_BUILTINS[first] : undefined;
  if (reason !== undefined) return { standing: 'dangerous', reason, group: 'built-in functions' };
  return DUNDER.test(first) ? { standing: 'dangerous', reason: `reaches through ${first}`, group: 'attribute path' } : undefined;
}

/** What is known of Python's own modules and of the libraries, beside the allowlist. */
function known(module: string, name: string, { opcode, called }: Pick<ReachedGlobal, 'opcode' | 'called'>): Judgement | undefined {
  const names = name.split('.');
  const modules = module.split('.');
  const isClass = names.every((part) => CLASS_NAME.test(part));
  const [root = ''] = modules;
  const library = prefixed(LIBRARIES, modules);
  if (library !== undefined && isClass)
    return { standing: 'library-class', reason: `a class of ${library}; building it runs that library's code`, group: library };
  const lower = LOWER_CASE.get(name);
  if (lower !== undefined && `${module}.`.startsWith(`${lower}.`))
    return { standing: 'library-class', reason: `a class of ${root}`, group: root };
  // An enum member that a resolver names by literals: an attribute of a class, harmless while it is not called.
  if (opcode === 'getattr' && !called && library !== undefined && CLASS_NAME.test(names[0] ?? '')) {
    return { standing: 'library-class', reason: `a member of a class of ${library}`, group: library };
  }
  const isCython = /^__pyx_unpickle_[A-Za-z0-9_]+$/.test(name) && CYTHON_UNPICKLERS.some((prefix) => module.startsWith(prefix));
  if (isCython) return { standing: 'library-class', reason: `rebuilds a class of ${root}`, group: root };
  if (module === 'builtins' || STDLIB_ROOTS.has(root)) {
    return { standing: 'unlisted', reason: 'part of Python, outside the list of names known to be harmless', group: 'python' };
  }
  if (LIBRARY_ROOTS.has(root) && !isClass)
    return { standing: 'unlisted', reason: `a function of ${root}, outside the list of names known to be harmless`, group: root };
  return undefined;
}

function foreign(module: string, name: string): Judgement {
  const root = module.slice(0, `${module}.`.indexOf('.'));
  const about = LIBRARY_ROOTS.has(root) ? `${root}, outside the modules listed here` : `${root}, which is not known here`;
  const isClass = name.split('.').every((part) => CLASS_NAME.test(part));
  return isClass
    ? { standing: 'unknown-class', reason: `named like a class of ${about}` }
    : { standing: 'unknown', reason: `part of ${about}` };
}

/** The entry for the longest dotted prefix of a path. */
function prefixed<T>(entries: ReadonlyMap<string, T>, path: readonly string[]): T | undefined {
  let found: T | undefined;
  let prefix = '';
  for (const part of path) {
    prefix = prefix === '' ? part : `${prefix}.${part}`;
    found = entries.get(prefix) ?? found;
  }
  return found;
}
