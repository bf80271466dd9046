import type { AiEntry, Linked } from '../linked.ts';
import type { Expression, FunctionDefinition, Parameter } from '../syntax.ts';
import { optionsOf, type Scope } from '../value.ts';
import type { Origin, Sources } from './trace.ts';
import { calledName } from './walk.ts';

/** Parameters that hand the handler tools of the framework, not what a caller sent. */
const TOOLS =
  /^(?:self|cls|_.*|res|response|reply|next|background_?tasks?|db|database|conn|session_?maker|client|llm|model|agent|settings|config|logger|log|done|callback|cb|say|ack|respond|locals|env|history|chat_history)$/i;
const REQUEST = /^(?:req|request|event|evt|ctx|context|c|info)$/;
/** What of a request says who is calling. */
const ACCOUNT = /^(?:user|session|auth|principal|identity|requestContext|current_user|currentUser|account|claims|member|author)$/;
const NOT_SENT =
  /^(?:app|state|server|log|logger|res|set|status|client|method|ip|protocol|scope|env|executionCtx|var|waitUntil|reply|bot|send|guild)$/;
/** Of an object that carries request and answer both, the part a caller sent. */
const SENT =
  /^(?:req|request|body|query|params|message|text|update|content|json|data|args|form|files|headers|cookies|raw|url|nextUrl|queryStringParameters|pathParameters|prompt|input|messages|GET|POST|query_params|path_params|values|searchParams|activity)$/;
const WHO = /user|account|principal|tenant|session|auth|claims|member/i;
/** Types of which a caller chooses no words. */
const FIXED =
  /^(?:int|float|bool|number|boolean|UUID4?|UUID|Decimal|date|datetime|Date|Literal|PositiveInt|NonNegativeInt|conint|UploadFile|BackgroundTasks|Response|WebSocket)$/;

/** What callers of our AI entries send: parameters of handlers, the request objects of frameworks, fields of chat pages. */
export function createRequests(linked: Linked): Sources {
  const { program } = linked;
  const entries = new Map<FunctionDefinition, AiEntry>();
  for (const entry of linked.entries) for (const handler of entry.handlers) if (!entries.has(handler)) entries.set(handler, entry);
  const fixedIn = new Map<string, ReadonlySet<string>>();
  return { of, parameter };

  function of(e: Expression, scope: Scope): Origin | 'nothing' | undefined {
    if (e.t === 'call') return (e.f.t === 'attr' ? globalRequest(e.f, scope) : undefined) ?? fieldOfPage(e, scope) ?? lookedUp(e, scope);
    if (e.t === 'attr' || (e.t === 'idx' && e.k.t === 'str')) {
      const name = e.t === 'attr' ? e.n : e.k.t === 'str' ? e.k.v : '';
      if (e.t === 'attr') {
        const global = globalRequest(e, scope);
        if (global) return global;
      }
      const held = holderOf(e.o, scope);
      if (held?.request) {
        if (ACCOUNT.test(name)) return origin('account', scope.file, e.l, `what is known of the caller (${name})`);
        if (NOT_SENT.test(name) || (/^(?:c|ctx|context)$/.test(held.parameter.name) && !SENT.test(name))) return 'nothing';
      }
      if (held && !held.request && held.parameter.annotation && isFixedField(held.parameter.annotation, held.scope, name)) return 'nothing';
      if (fixedFields(scope.file).has(name)) return 'nothing';
    }
    return undefined;
  }

  function parameter(fn: FunctionDefinition, index: number, name: string, scope: Scope): Origin | 'nothing' | undefined {
    const entry = entries.get(fn);
    if (!entry) return undefined;
    const declared = fn.parameters[index]!;
    if (TOOLS.test(name) && !declared.names) return 'nothing';
    if (isFixed(declared.annotation, scope)) return 'nothing';
    const injected = [declared.default, declared.annotation].some((given) => given !== undefined && injects(given));
    if (injected) return WHO.test(name) ? origin('account', scope.file, fn.line, `what is known of the caller (${name})`) : 'nothing';
    if (ACCOUNT.test(name)) return origin('account', scope.file, fn.line, `what is known of the caller (${name})`);
    return origin('request', scope.file, fn.line, `${entry.name} hands on what the caller sends (${name})`);
  }

  function origin(from: 'request' | 'account', file: string, line: number, detail: string): Origin {
    return { from, file, line, detail, harmless: [] };
  }

  /** The parameter of a handler an expression is. */
  function holderOf(e: Expression, scope: Scope): { parameter: Parameter; entry: AiEntry; request: boolean; scope: Scope } | undefined {
    if (e.t !== 'name') return undefined;
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const bindings = at.names.get(e.n);
      if (!bindings) continue;
      const binding = bindings.find((one) => one.b === 'parameter');
      const entry = binding?.b === 'parameter' ? entries.get(binding.fn) : undefined;
      if (!entry || binding?.b !== 'parameter') return undefined;
      const declared = binding.fn.parameters[binding.index]!;
      const typed =
        declared.annotation?.t === 'name' ? declared.annotation.n : declared.annotation?.t === 'attr' ? declared.annotation.n : '';
      return { parameter: declared, entry, request: REQUEST.test(e.n) && (typed === '' || /Request|Event|Context/.test(typed)), scope: at };
    }
    return undefined;
  }

  /** `flask.request.json`: the request of whoever is being answered. */
  function globalRequest(e: Expression & { t: 'attr' }, scope: Scope): Origin | undefined {
    if (e.o.t !== 'name' && e.o.t !== 'attr') return undefined;
    if (!/^(?:json|args|form|values|data|get_json|files|headers|cookies|get_data|query_string)$/.test(e.n)) return undefined;
    const held = program.evaluate(e.o, scope);
    if (held.v !== 'external' || !/^(?:flask|quart)\.request$/.test(held.q)) return undefined;
    return origin('request', scope.file, e.l, 'what the caller sends (request)');
  }

  /** `st.text_input(…)`; a choice among what the page offers is none. */
  function fieldOfPage(e: Expression & { t: 'call' }, scope: Scope): Origin | undefined {
    const name = calledName(e) ?? '';
    if (!/^(?:text_input|text_area|chat_input)$/.test(name)) return undefined;
    const callee = program.evaluate(e.f, scope);
    return callee.v === 'external' && callee.q.startsWith('streamlit.')
      ? origin('request', scope.file, e.l, `what a visitor types (${name})`)
      : undefined;
  }

  /** `c.get('db')` of a context is no part of the request. */
  function lookedUp(e: Expression & { t: 'call' }, scope: Scope): 'nothing' | undefined {
    if (e.f.t !== 'attr' || e.f.n !== 'get') return undefined;
    const held = holderOf(e.f.o, scope);
    return held?.request && /^(?:c|ctx|context)$/.test(held.parameter.name) ? 'nothing' : undefined;
  }

  function isFixed(annotation: Expression | undefined, scope: Scope, deep = 0): boolean {
    if (!annotation || deep > 4) return false;
    if (annotation.t === 'str') return deep > 0;
    if (annotation.t === 'either') return annotation.e.length > 0 && annotation.e.every((part) => isFixed(part, scope, deep + 1));
    if (annotation.t === 'bin')
      return isFixed(annotation.x, scope, deep + 1) && (annotation.y.t === 'null' || isFixed(annotation.y, scope, deep + 1));
    if (annotation.t === 'idx') {
      const name = annotation.o.t === 'name' || annotation.o.t === 'attr' ? annotation.o.n : '';
      if (name === 'Literal') return true;
      if (name === 'Optional' || name === 'Annotated')
        return isFixed(annotation.k.t === 'list' ? annotation.k.e[0] : annotation.k, scope, deep + 1);
      return false;
    }
    const name = annotation.t === 'name' || annotation.t === 'attr' ? annotation.n : '';
    if (FIXED.test(name)) return true;
    return optionsOf(program.evaluate(annotation, scope)).some(
      (value) => value.v === 'class' && program.basesOf(value.of).some((base) => base.endsWith('Enum')),
    );
  }

  /** A field of the class a parameter is declared with: `tone: Literal["formal", "warm"]`. */
  function isFixedField(annotation: Expression, scope: Scope, name: string): boolean {
    return optionsOf(program.evaluate(annotation, scope)).some((value) => {
      if (value.v !== 'class') return false;
      const body = program.classBody(value.of);
      return value.of.d.body.some(
        (statement) =>
          statement.s === 'assign' && statement.target.t === 'name' && statement.target.n === name && isFixed(statement.annotation, body),
      );
    });
  }

  /** Fields that a schema of the file limits to numbers or a few words: `tone: z.enum([…])`. */
  function fixedFields(file: string): ReadonlySet<string> {
    const known = fixedIn.get(file);
    if (known) return known;
    const out = new Set<string>();
    fixedIn.set(file, out);
    const module = program.modules.get(file);
    if (module && module.language !== 'python')
      for (const statement of module.body) if (statement.s === 'assign' && statement.value) schema(statement.value, out, 0);
    return out;
  }
}

function schema(e: Expression, out: Set<string>, deep: number): void {
  if (deep > 8) return;
  if (e.t === 'call') {
    if (e.f.t === 'attr') schema(e.f.o, out, deep + 1);
    for (const part of e.a) schema(part, out, deep + 1);
  } else if (e.t === 'dict')
    for (const [key, value] of e.e) {
      if (key?.t === 'str' && limits(value, 0)) out.add(key.v);
      else schema(value, out, deep + 1);
    }
}

function limits(e: Expression, deep: number): boolean {
  if (e.t !== 'call' || e.f.t !== 'attr' || deep > 6) return false;
  if (/^(?:enum|nativeEnum|literal|number|boolean|int|uuid|date|bigint)$/.test(e.f.n)) return true;
  return limits(e.f.o, deep + 1) || (e.f.o.t === 'attr' && /^(?:coerce)$/.test(e.f.o.n) && e.f.n === 'number');
}

function injects(e: Expression, deep = 0): boolean {
  if (deep > 4) return false;
  if (e.t === 'call') return /^(?:Depends|Security)$/.test(calledName(e) ?? '');
  if (e.t === 'idx') return injects(e.k, deep + 1);
  return e.t === 'list' && e.e.some((part) => injects(part, deep + 1));
}
