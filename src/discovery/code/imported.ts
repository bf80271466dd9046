import { bare } from './bindings.ts';
import type { Program } from './program.ts';
import { type Scope, UNKNOWN, type Value } from './value.ts';

export interface Imports {
  /** What `import module`, or `name` from it, stands for in the file `from`. */
  imported(from: string, module: string, name: string | undefined): Value;
  /** A name of a file of the target, or the file below a package. */
  memberOfModule(file: string, name: string): Value;
}

/** Follows imports: to the files of the target, through what they export again, else to a library. */
export function createImports(program: Program, lookup: (name: string, scope: Scope) => Value): Imports {
  const { finder, modules, scopeOf } = program;
  return { imported, memberOfModule };

  /** A member of a module: of the target where a file fits, else of a library. */
  function imported(from: string, module: string, name: string | undefined): Value {
    const { language } = modules.get(from)!;
    const file = finder.find(from, module, language);
    if (file !== undefined) {
      if (name === undefined || name === '*') return moduleOf(file, language !== 'python' && name === undefined);
      const value = exported(file, name);
      if (value.v !== 'unknown' || scopeOf(file)?.names.has(name)) return value;
      // `from package import submodule`
      const inner =
        language === 'python' ? finder.find(from, /^\.*$/.test(module) ? module + name : `${module}.${name}`, language) : undefined;
      if (inner !== undefined) return { v: 'module', file: inner };
      // A folder `agents` of the target does not hide the library `agents` from whoever imports what only the library has.
      if (language !== 'python' || module.startsWith('.') || scopeOf(file)?.names.has('*')) return UNKNOWN;
    }
    if (language === 'python' && /^\.+$/.test(module) && name !== undefined && name !== '*') {
      const inner = finder.find(from, module + name, language);
      if (inner !== undefined) return { v: 'module', file: inner };
    }
    if (module.startsWith('.')) return UNKNOWN;
    // A package without __init__.py has only its files: `from app import tools`.
    if (file === undefined && language === 'python' && name !== undefined && name !== '*') {
      const inner = finder.find(from, `${module}.${name}`, language);
      if (inner !== undefined) return { v: 'module', file: inner };
    }
    const whole = name === undefined || name === '*' || (name === 'default' && language !== 'python');
    return { v: 'external', q: whole ? bare(module) : `${bare(module)}.${name}` };
  }

  /** `require('./x')` gives what the file assigns to `module.exports`, where that is one function or class. */
  function moduleOf(file: string, required: boolean): Value {
    const whole = required ? exported(file, 'module.exports') : UNKNOWN;
    return whole.v === 'function' || whole.v === 'class' || whole.v === 'instance' || whole.v === 'made' ? whole : { v: 'module', file };
  }

  function exported(file: string, name: string, seen = new Set<string>()): Value {
    if (seen.has(file)) return UNKNOWN;
    seen.add(file);
    const scope = scopeOf(file);
    if (!scope) return UNKNOWN;
    if (scope.names.has(name)) return lookup(name, scope);
    for (const star of scope.names.get('*') ?? []) {
      if (star.b !== 'import') continue;
      const inner = finder.find(file, star.module, modules.get(file)!.language);
      const value = inner === undefined ? UNKNOWN : exported(inner, name, seen);
      if (value.v !== 'unknown') return value;
    }
    return UNKNOWN;
  }

  function memberOfModule(file: string, name: string): Value {
    const value = exported(file, name);
    if (value.v !== 'unknown' || modules.get(file)?.language !== 'python') return value;
    const folder = file.endsWith('/__init__.py') ? file.slice(0, -'/__init__.py'.length) : undefined;
    for (const inner of folder === undefined ? [] : [`${folder}/${name}.py`, `${folder}/${name}/__init__.py`])
      if (modules.has(inner)) return { v: 'module', file: inner };
    return UNKNOWN;
  }
}
