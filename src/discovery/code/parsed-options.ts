import type { Program } from './program.ts';
import type { Statement } from './syntax.ts';
import { type Scope, UNKNOWN, type Value } from './value.ts';

export interface ParsedOptions {
  valueOf(file: string, name: string): Value;
  reset(): void;
}

/** What `parse_args()` of a file gives: the defaults of the options its parsers declare. */
export function createParsedOptions(program: Program): ParsedOptions {
  const { bodyOf, evaluate, modules, scopeOf } = program;
  const tables = new Map<string, Map<string, Value>>();
  return { valueOf, reset: () => tables.clear() };

  /** The default of `parser.add_argument("--some-name", default=…)`, by the name it is read under. */
  function valueOf(file: string, name: string): Value {
    let table = tables.get(file);
    if (!table) {
      table = new Map();
      tables.set(file, table);
      const collect = (statements: readonly Statement[], scope: Scope): void => {
        for (const statement of statements) {
          if (statement.s === 'function') collect(statement.d.body, bodyOf(statement.d, scope));
          if (statement.s !== 'expr' || statement.e.t !== 'call' || statement.e.f.t !== 'attr' || statement.e.f.n !== 'add_argument')
            continue;
          const flag = statement.e.a.findLast((part) => part.t === 'str');
          const fallback = statement.e.k.find(([keyword]) => keyword === 'default')?.[1];
          if (flag?.t === 'str' && fallback) table!.set(flag.v.replace(/^-+/, '').replaceAll('-', '_'), evaluate(fallback, scope));
        }
      };
      collect(modules.get(file)!.body, scopeOf(file)!);
    }
    return table.get(name) ?? UNKNOWN;
  }
}
