import type { Expression } from './syntax.ts';
import { either, elementsOf, joined, optionsOf, type Scope, textsOf, type Value } from './value.ts';

type Call = Expression & { t: 'call' };

/** What resolving a call of the language's own library needs of the program. */
interface Resolving {
  evaluate(e: Expression, scope: Scope): Value;
  environment(name: string, file: string, fallback?: Value): Value;
  /** What a function value returns. */
  resultOf(fn: Value): Value;
}

export const BUILTINS = new Set(
  'str list tuple dict set sorted reversed cast exec eval compile open input fetch print len int float super __import__ String Object Array Function Promise URL Deno Bun require globalThis JSON'.split(
    ' ',
  ),
);

/** The value of a call of the standard library, where it says what a value is; undefined for all other calls. */
export function builtinCall(q: string, e: Call, scope: Scope, { evaluate, environment, resultOf }: Resolving): Value | undefined {
  const first = e.a[0];
  const given = (keyword: string, position: number): Value | undefined => {
    const found = e.k.find(([name]) => name === keyword)?.[1] ?? e.a[position];
    return found && evaluate(found, scope);
  };
  switch (q) {
    case 'os.getenv':
    case 'os.environ.get':
    case 'Deno.env.get':
    case 'decouple.config': {
      const name = first ? textsOf(evaluate(first, scope))[0]?.text : undefined;
      if (name === undefined) return undefined;
      return environment(name, scope.file, given('default', 1));
    }
    case 'typing.cast':
    case 'cast':
      return given('val', 1);
    case 'textwrap.dedent':
    case 'inspect.cleandoc':
    case 'str':
    case 'String':
    case 'list':
    case 'tuple':
    case 'set':
    case 'sorted':
    case 'reversed':
    case 'Object.freeze':
    case 'Object.values':
    case 'Object.assign':
    case 'Array.from':
    case 'Promise.resolve':
    case 'Promise.all':
    case 'asyncio.run':
    case 'functools.partial':
    case 'functools.lru_cache':
    case 'util.promisify':
    case 'types.MappingProxyType':
    case 'copy.copy':
    case 'copy.deepcopy':
    case 'structuredClone':
    case 'URL':
    case 'url.URL':
    case 'pydantic.SecretStr':
    case 'SecretStr':
      return first && evaluate(first.t === 'spread' ? first.e : first, scope);
    case 'pydantic.Field':
    case 'pydantic.fields.Field':
    case 'dataclasses.field':
    case 'attrs.field':
    case 'typer.Option':
    case 'typer.Argument': {
      const made = e.k.find(([name]) => name === 'default_factory' || name === 'factory')?.[1];
      return made ? resultOf(evaluate(made, scope)) : (given('default', 0) ?? { v: 'unknown' });
    }
    case 'os.path.join':
    case 'pathlib.Path':
    case 'path.join':
    case 'path.resolve':
      return joined(
        e.a.flatMap((part, at) => [
          ...(at > 0 ? [{ v: 'text' as const, text: '/', file: scope.file, line: e.l }] : []),
          evaluate(part, scope),
        ]),
      );
    case 'dict':
      return { v: 'object', members: e.k.map(([name, value]) => [name, evaluate(value, scope)]), e, scope };
    default:
      return undefined;
  }
}

const SAME_LIST = new Set(['filter', 'slice', 'reverse', 'sort', 'toSorted', 'toReversed', 'copy', 'flat', 'values', 'keys']);
const ONE_OF = new Set(['find', 'at', 'pop', 'shift', 'findLast']);

/** Methods of lists and dictionaries of the code itself: `tools.concat(more)`, `REGISTRY.get(name)`, `xs.map(make)`. */
export function collectionCall(of: Value, method: string, e: Call, scope: Scope, resolving: Resolving): Value | undefined {
  const found = optionsOf(of).flatMap((option) => {
    if (option.v === 'text') return textCall(option, method, e, scope, resolving) ?? [];
    if (option.v === 'list') return listCall(option, method, e, scope, resolving) ?? [];
    return option.v === 'object' ? (objectCall(option, method, e, scope, resolving) ?? []) : [];
  });
  return found.length === 0 ? undefined : either(found);
}

function listCall(
  list: Value & { v: 'list' },
  method: string,
  e: Call,
  scope: Scope,
  { evaluate, resultOf }: Resolving,
): Value | undefined {
  if (SAME_LIST.has(method)) return list;
  if (ONE_OF.has(method)) return either(list.items);
  if (method === 'concat')
    return { v: 'list', items: [...list.items, ...e.a.flatMap((part) => elementsOf(evaluate(part, scope)))].slice(0, 400) };
  if ((method === 'map' || method === 'flatMap') && e.a[0]) return { v: 'list', items: elementsOf(resultOf(evaluate(e.a[0], scope))) };
  return undefined;
}

function objectCall(of: Value & { v: 'object' }, method: string, e: Call, scope: Scope, { evaluate }: Resolving): Value | undefined {
  if (method === 'values' || method === 'items') return { v: 'list', items: of.members.map(([, value]) => value) };
  if (method === 'copy') return of;
  if (method !== 'get' && method !== 'pop' && method !== 'setdefault') return undefined;
  const name = e.a[0] ? textsOf(evaluate(e.a[0], scope))[0]?.text : undefined;
  const found = of.members.filter(([key]) => name === undefined || key === name).map(([, value]) => value);
  if (found.length === 0 && e.a[1]) found.push(evaluate(e.a[1], scope));
  return either(found);
}

const UNKNOWN_TEXT: Value = { v: 'unknown' };

/** Methods of a known text that give another one: `"openai/gpt-4o".split("/")`, `.replace("{x}", y)`, `.slice(at + 1)`. */
function textCall(of: Value & { v: 'text' }, method: string, e: Call, scope: Scope, { evaluate }: Resolving): Value | undefined {
  const text = (value: string): Value => ({ ...of, text: value });
  const [first, second] = e.a.map((part) => evaluate(part, scope));
  const separator = first?.v === 'text' ? first.text : undefined;
  switch (method) {
    case 'split':
    case 'partition':
    case 'rsplit': {
      if (separator === undefined || separator === '') return undefined;
      const at = method === 'rsplit' ? of.text.lastIndexOf(separator) : of.text.indexOf(separator);
      if (at < 0) return { v: 'list', items: [of] };
      const [head, tail] = [text(of.text.slice(0, at)), text(of.text.slice(at + separator.length))];
      if (method === 'partition') return { v: 'list', items: [head, text(separator), tail] };
      // A limit of one cut; without it all parts.
      const limited = second !== undefined || e.k.length > 0;
      return { v: 'list', items: limited ? [head, tail] : of.text.split(separator, 50).map(text) };
    }
    case 'indexOf':
    case 'find':
    case 'index':
      return separator === undefined ? undefined : { v: 'number', n: of.text.indexOf(separator) };
    case 'slice':
    case 'substring': {
      // A place that could not be computed is nearly always behind the prefix of a name: `provider/name`.
      const slash = of.text.indexOf('/');
      if (first?.v !== 'number') return slash < 0 ? undefined : text(of.text.slice(slash + 1));
      if (second && second.v !== 'number') return slash < 0 ? undefined : text(of.text.slice(0, slash));
      return text(of.text.slice(first.n, second?.v === 'number' ? second.n : undefined));
    }
    case 'replace':
    case 'replaceAll':
      // Never a text much longer than what was written.
      if (separator === undefined || separator === '' || second?.v !== 'text' || second.text.length > separator.length + 200) return of;
      return of.text.length > 8192 ? of : text(of.text.replaceAll(separator, () => second.text).slice(0, 65_536));
    case 'format':
    case 'format_map':
      return {
        v: 'template',
        parts: of.text.split(/\{[^{}]{0,100}\}/).flatMap((part, at) => [...(at > 0 ? [UNKNOWN_TEXT] : []), text(part)]),
      };
    case 'lower':
    case 'toLowerCase':
      return text(of.text.toLowerCase());
    case 'startsWith':
    case 'startswith':
    case 'endsWith':
    case 'endswith':
    case 'includes':
      return UNKNOWN_TEXT;
    default:
      return undefined;
  }
}
