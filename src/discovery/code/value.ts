import type { ClassDefinition, Expression, FunctionDefinition } from './syntax.ts';

/** Where an expression stands: its module and the function or class bodies around it. */
export interface Scope {
  file: string;
  /** Names bound in this body. */
  names: Map<string, Binding[]>;
  parent?: Scope;
  /** The function whose body this is. */
  fn?: FunctionDefinition;
  /** The class this body, or the method this body belongs to, stands in. */
  class?: LocalClass;
}

export type Binding =
  | { b: 'value'; e: Expression; scope: Scope }
  | { b: 'element'; e: Expression; scope: Scope }
  /** One of the keys of a table. */
  | { b: 'key'; e: Expression; scope: Scope }
  | { b: 'item'; e: Expression; scope: Scope; index: number }
  | { b: 'import'; module: string; name?: string }
  | { b: 'function'; d: FunctionDefinition; scope: Scope }
  | { b: 'class'; of: LocalClass }
  | { b: 'parameter'; fn: FunctionDefinition; index: number };

export interface LocalClass {
  d: ClassDefinition;
  file: string;
  scope: Scope;
}

/** What an expression stands for, as far as it can be followed without running anything. */
export type Value =
  | { v: 'text'; text: string; file: string; line: number }
  | { v: 'template'; parts: Value[] }
  | { v: 'number'; n: number }
  | { v: 'flag'; flag: boolean }
  | { v: 'list'; items: Value[] }
  | { v: 'object'; members: [string, Value][]; e: Expression; scope: Scope }
  /** A module or member of a library; `of` is the instance it is a member of. */
  | { v: 'external'; q: string; of?: Value & { v: 'instance' } }
  /** What a call of a library symbol gave. */
  | { v: 'instance'; q: string; call: Expression & { t: 'call' }; scope: Scope }
  | { v: 'function'; d: FunctionDefinition; scope: Scope; self?: Value }
  | { v: 'class'; of: LocalClass }
  /** An object of a class of the target. */
  | { v: 'made'; of: LocalClass; call?: Expression & { t: 'call' }; scope?: Scope }
  | { v: 'module'; file: string }
  | { v: 'environment'; name: string; fallback?: Value }
  | { v: 'parameter'; name: string; fn: FunctionDefinition; fallback?: Value }
  | { v: 'either'; options: Value[] }
  | { v: 'unknown' };

export const UNKNOWN: Value = { v: 'unknown' };

export function either(options: readonly Value[]): Value {
  const flat = options.flatMap((option) => (option.v === 'either' ? option.options : [option])).filter((option) => option.v !== 'unknown');
  if (flat.length === 0) return UNKNOWN;
  return flat.length === 1 ? flat[0]! : { v: 'either', options: flat.slice(0, 12) };
}

/** Every alternative of a value. */
export function optionsOf(value: Value): readonly Value[] {
  if (value.v === 'either') return value.options;
  if ((value.v === 'environment' || value.v === 'parameter') && value.fallback) return optionsOf(value.fallback);
  return [value];
}

export interface Text {
  text: string;
  /** Where the text is written. */
  file?: string;
  line?: number;
}

/** What walking a value may still cost: values share their parts, so a small program can make an enormous one. */
interface Budget {
  left: number;
}

const WALK = 4000;

/** The texts a value can be; templates with an unknown part give none. */
export function textsOf(value: Value, budget: Budget = { left: WALK }): Text[] {
  const out: Text[] = [];
  for (const option of optionsOf(value)) {
    if (budget.left-- <= 0) break;
    if (option.v === 'text') out.push(option);
    else if (option.v === 'number') out.push({ text: String(option.n) });
    else if (option.v === 'template') {
      const parts = option.parts.map((part) => textsOf(part, budget)[0]);
      const known = parts.filter((part): part is Text => part !== undefined);
      if (known.length === parts.length) out.push(together(known));
    }
  }
  return out;
}

/** A template with its unknown parts as `*`, for what only needs the beginning (a bucket of a URI). */
export function patternsOf(value: Value, budget: Budget = { left: WALK }): Text[] {
  return optionsOf(value).flatMap((option) => {
    if (budget.left-- <= 0) return [];
    if (option.v !== 'template') return textsOf(option, budget);
    return [together(option.parts.map((part) => patternsOf(part, budget)[0] ?? { text: '*' }))];
  });
}

const LONGEST = 64 * 1024;

function together(parts: readonly Text[]): Text {
  const place = parts.find((part) => part.file !== undefined);
  let text = '';
  for (const part of parts) if (text.length < LONGEST) text += part.text;
  return { text: text.slice(0, LONGEST), ...(place ? { file: place.file!, line: place.line! } : {}) };
}

/** The values inside lists and named members, one level of each; a single value is itself. */
export function elementsOf(value: Value, budget: Budget = { left: WALK }): Value[] {
  return optionsOf(value).flatMap((option) => {
    if (budget.left-- <= 0) return [];
    if (option.v === 'list') return option.items.flatMap((item) => (item.v === 'list' ? elementsOf(item, budget) : optionsOf(item)));
    if (option.v === 'object') return option.members.flatMap(([, member]) => optionsOf(member));
    return [option];
  });
}

/** Environment variables a value may come from. */
export function variablesOf(value: Value, budget: Budget = { left: WALK }): string[] {
  if (budget.left-- <= 0) return [];
  if (value.v === 'environment') return [value.name];
  if (value.v === 'either') return value.options.flatMap((option) => variablesOf(option, budget));
  if (value.v === 'template') return value.parts.flatMap((part) => variablesOf(part, budget));
  return [];
}

/** Functions whose parameters decide the value (a tool's parameter is chosen by the model). */
export function parametersOf(value: Value, budget: Budget = { left: WALK }): { name: string; fn: FunctionDefinition }[] {
  if (budget.left-- <= 0) return [];
  switch (value.v) {
    case 'parameter':
      return [{ name: value.name, fn: value.fn }, ...(value.fallback ? parametersOf(value.fallback, budget) : [])];
    case 'either':
      return value.options.flatMap((option) => parametersOf(option, budget));
    case 'template':
      return value.parts.flatMap((part) => parametersOf(part, budget));
    case 'list':
      return value.items.flatMap((item) => parametersOf(item, budget));
    case 'object':
      return value.members.flatMap(([, member]) => parametersOf(member, budget));
    default:
      return [];
  }
}

const MOST_PARTS = 100;

/** Texts put together; a template where a part is not known. */
export function joined(parts: readonly Value[]): Value {
  const flat: Value[] = [];
  for (const part of parts) {
    const one = part.v === 'either' ? part.options[0]! : part;
    if (flat.length < MOST_PARTS) flat.push(...(one.v === 'template' ? one.parts.slice(0, MOST_PARTS) : [one]));
  }
  if (flat.every((part) => part.v === 'text')) {
    const place = flat[0];
    if (!place) return UNKNOWN;
    return { v: 'text', text: together(flat).text, file: place.file, line: place.line };
  }
  return { v: 'template', parts: flat };
}

/** Calling what a library's function made is calling `thing()`: `createOpenAI({…})('gpt-4o')`. */
export function calleeOf(value: Value): Value {
  return value.v === 'instance' ? { v: 'external', q: `${value.q}()`, of: value } : value;
}
