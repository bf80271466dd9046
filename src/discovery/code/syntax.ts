import type { TellingLiteral } from './prompt-secrets.ts';

/**
 * The language-neutral form a source file is reduced to: what `parse` of each language produces, what is cached per file by
 * content hash, and what `resolve` reads. It is plain JSON (short tags, because thousands of files are cached), flow-insensitive
 * (statements of branches and loops stand in the enclosing body in source order) and pruned: a function body without any
 * interesting word keeps its signature, decorators, docstring and nothing else.
 *
 * Lines start at 1. Text in it has been masked before parsing: no secret is ever in clear here.
 */
export type Expression =
  | { t: 'str'; v: string; l: number }
  /** f-string or template literal; parts alternate freely. */
  | { t: 'tpl'; p: Expression[]; l: number }
  | { t: 'num'; v: number; l: number }
  | { t: 'bool'; v: boolean; l: number }
  | { t: 'null'; l: number }
  | { t: 'name'; n: string; l: number }
  /** `o.n` */
  | { t: 'attr'; o: Expression; n: string; l: number }
  /** `o[k]`; a generic such as `Agent[int](…)` is this around the name. */
  | { t: 'idx'; o: Expression; k: Expression; l: number }
  /** Call or `new`: positional arguments (a spread is `spread`), keyword arguments. */
  | { t: 'call'; f: Expression; a: Expression[]; k: [string, Expression][]; l: number }
  | { t: 'list'; e: Expression[]; l: number }
  /** Dictionary or object literal; a null key is a spread; computed keys are expressions. Methods are `fn` values. */
  | { t: 'dict'; e: [Expression | null, Expression][]; l: number }
  | { t: 'spread'; e: Expression; l: number }
  /** String concatenation and other binary operators. */
  | { t: 'bin'; op: string; x: Expression; y: Expression; l: number }
  /** One of several: `a or b`, `a ?? b`, `x if c else y`, `c ? x : y`. */
  | { t: 'either'; e: Expression[]; l: number }
  /** Lambda, arrow function or function expression. */
  | { t: 'fn'; d: FunctionDefinition; l: number }
  | { t: 'class'; d: ClassDefinition; l: number }
  /** Anything else, or cut off by the size limit. */
  | { t: '?'; l: number };

export interface Parameter {
  name: string;
  annotation?: Expression;
  default?: Expression;
  /** `*args`/`...rest` or `**kwargs`. */
  rest?: 'list' | 'dict';
  /** Names taken by a destructuring parameter (`{ text, to }`). */
  names?: string[];
}

export interface FunctionDefinition {
  name: string;
  parameters: Parameter[];
  decorators: Expression[];
  returns?: Expression;
  doc?: string;
  body: Statement[];
  async?: boolean;
  /** True where the body was pruned: it held no interesting word. */
  pruned?: boolean;
  line: number;
  endLine: number;
}

export interface ClassDefinition {
  name: string;
  bases: Expression[];
  /** Keyword arguments of a Python class statement. */
  keywords: [string, Expression][];
  decorators: Expression[];
  doc?: string;
  body: Statement[];
  line: number;
  endLine: number;
}

/** A condition as far as it tells something, and the lines (from 1, both included) that run where it holds. */
export interface Branch {
  /** Texts in the condition: what a name is compared with. */
  texts: string[];
  /** Names in the condition, members left out. */
  names: string[];
  /** Where the condition begins. */
  at: number;
  from: number;
  to: number;
  /** The condition denies: `!=`, `not`. */
  negated?: boolean;
  /** What runs ends by leaving the function or the round of a loop. */
  leaves?: boolean;
  /** Several conditions joined by `and` or `or`. */
  mixed?: boolean;
}

export type Statement =
  /**
   * One imported name. `module` as written (`./config`, `..models`, `langchain_openai`); `name` the imported member,
   * `*` for all, absent for the module itself; `as` the local name. `export` for a re-export (`export { x } from 'y'`).
   */
  | { s: 'import'; module: string; name?: string; as: string; export?: boolean; typeOnly?: boolean; l: number }
  /** `export { local as name }` / `export default expression`. */
  | { s: 'export'; name: string; value: Expression; l: number }
  /** Assignment, declaration or annotated field. `aug` for `+=`. `exported` for `export const`. */
  | { s: 'assign'; target: Expression; value?: Expression; annotation?: Expression; aug?: boolean; exported?: boolean; l: number }
  | { s: 'function'; d: FunctionDefinition; exported?: boolean; default?: boolean; l: number }
  | { s: 'class'; d: ClassDefinition; exported?: boolean; default?: boolean; l: number }
  | { s: 'expr'; e: Expression; l: number }
  | { s: 'return'; e: Expression; l: number }
  /** What a condition decides; the statements inside stand in the enclosing body. Only in files where it matters. */
  | { s: 'branch'; of: Branch; l: number }
  /** `for x in e` / `for (const x of e)`: the target takes one of the elements. */
  | { s: 'each'; target: Expression; e: Expression; l: number }
  /** `with e as x` / `using x = e`. */
  | { s: 'with'; target?: Expression; e: Expression; l: number };

export interface ModuleSyntax {
  language: 'python' | 'typescript' | 'javascript';
  body: Statement[];
  /** True where a size limit cut something off; says what. */
  cut?: string;
  /** Lines of syntax errors the grammar recovered from (at most 20). */
  errors?: number[];
  /** Literals that give something away where a model is instructed with them. */
  telling?: TellingLiteral[];
}

export interface ParseOptions {
  /** What makes a function body worth reading: identifiers, or an expression without the global flag. */
  interesting: RegExp | ReadonlySet<string>;
  /** At most so many expression nodes a file; the rest is `?` and `cut` says so. */
  nodes?: number;
}
