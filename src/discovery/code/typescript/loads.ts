import type { Expression, Statement } from '../syntax.ts';
import type { ScriptCursor } from './scope.ts';

interface Load {
  module: string;
  /** `require(…)` gives the module itself, `import(…)` a namespace of its exports. */
  namespace: boolean;
  member?: string;
}

type Call = Expression & { t: 'call' };
type Import = Statement & { s: 'import' };

function loadOf(value: Expression): Load | undefined {
  if (value.t === 'attr') {
    const load = loadOf(value.o);
    return load === undefined || load.member !== undefined ? undefined : { ...load, member: value.n };
  }
  if (value.t !== 'call' || value.f.t !== 'name') return undefined;
  const module = value.a[0];
  if ((value.f.n !== 'require' && value.f.n !== 'import') || module?.t !== 'str') return undefined;
  return { module: module.v, namespace: value.f.n === 'import' };
}

/** A call that loads a module is an import for its effect (`as` empty) until it is found to be assigned. */
export function noteLoad(c: ScriptCursor, call: Call): void {
  const load = loadOf(call);
  if (load !== undefined) c.pending.push({ s: 'import', module: load.module, as: '', l: call.l });
}

/**
 * Imports that `pattern = value` makes where the value loads a module: `const x = require('m')`, `const { a: b } = await
 * import('m')`, `const x = require('m').a`. Undefined where it is an ordinary assignment.
 */
export function importsOf(c: ScriptCursor, pattern: Expression, value: Expression): Import[] | undefined {
  const load = loadOf(value);
  if (load === undefined) return undefined;
  const { module } = load;
  const { l } = value;
  const imports: Import[] = [];
  if (pattern.t === 'name') {
    const name = load.member ?? (load.namespace ? '*' : undefined);
    imports.push({ s: 'import', module, ...(name === undefined ? {} : { name }), as: pattern.n, l });
  } else if (pattern.t === 'dict' && load.member === undefined) {
    for (const [key, target] of pattern.e) {
      const local = target.t === 'either' ? target.e[0] : target;
      if (local?.t !== 'name') return undefined;
      imports.push({ s: 'import', module, name: key?.t === 'str' ? key.v : '*', as: local.n, l });
    }
  } else return undefined;
  const noted = c.pending.at(-1);
  if (noted?.s === 'import' && noted.as === '' && noted.module === module) c.pending.pop();
  return imports;
}
