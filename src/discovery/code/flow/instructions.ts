import type { Json } from '../../../core/observation.ts';
import type { Linked } from '../linked.ts';
import type { Expression } from '../syntax.ts';
import { isTestFile } from '../test-file.ts';
import type { Scope } from '../value.ts';
import { entriesTo } from './outputs.ts';
import { createRequests } from './requests.ts';
import { createTracer, type Origin } from './trace.ts';
import { type Call, calledName, walkProgram } from './walk.ts';

const MOST = 50;
/** Arguments that instruct a model or agent. */
const INSTRUCTS = new Set(
  'system instructions system_prompt systemPrompt system_instruction systemInstruction system_message systemMessage developer_message preamble backstory additional_instructions instruction'.split(
    ' ',
  ),
);
const ASKS = new Set('invoke ainvoke stream astream format format_messages format_prompt run call batch'.split(' '));

interface Place {
  value: Expression;
  scope: Scope;
  role: 'system' | 'user';
}

/**
 * What callers send that becomes part of a model's instructions: the property `instructionInputs` of the application, one entry for
 * each place: `file`, `line` (where it is put into the text), `from` (`request`, or `account` for what is known of the caller),
 * `sourceFile`, `sourceLine`, `source`, `role` (`system`; `user` where one message holds instructions and the caller's text both and
 * there is no other), `whole` (the caller decides the whole text), `checked`, `entries`.
 */
export function emitInstructionInputs(linked: Linked): void {
  const places = placesOf(linked);
  if (places.length === 0) return;
  const trace = createTracer(linked, createRequests(linked));
  const byOwner = new Map<string, { reference: ReturnType<Linked['emitter']['application']>; inputs: Json[]; told: Set<string> }>();
  for (const { value, scope, role } of places) {
    const origin = trace(value, scope)
      .filter((one) => one.from !== 'model' && !one.listed)
      .sort(
        (a, b) => Number(a.from === 'account') - Number(b.from === 'account') || Number(a.checked ?? false) - Number(b.checked ?? false),
      )[0];
    if (!origin || (role === 'user' && (origin.from === 'account' || !origin.joined))) continue;
    const at = origin.joined ?? { file: scope.file, line: value.l };
    const evidence = linked.linking.evidence(at.file, at.line, `${origin.detail} becomes part of the instructions`);
    const reference = linked.emitter.application(scope.file, evidence);
    const owner = byOwner.get(reference.key) ?? { reference, inputs: [], told: new Set<string>() };
    byOwner.set(reference.key, owner);
    const id = `${at.file}:${at.line}`;
    if (owner.told.has(id) || owner.inputs.length >= MOST) continue;
    owner.told.add(id);
    owner.inputs.push(entryOf(linked, origin, at, scope, role));
  }
  for (const { reference, inputs } of byOwner.values()) linked.emitter.annotate(reference, { instructionInputs: inputs });
}

function entryOf(linked: Linked, origin: Origin, at: { file: string; line: number }, scope: Scope, role: Place['role']): Json {
  const entries = entriesTo(linked, scope);
  return {
    file: at.file,
    line: at.line,
    role,
    from: origin.from,
    source: origin.detail,
    sourceFile: origin.file,
    sourceLine: origin.line,
    ...(origin.joined ? {} : { whole: true }),
    ...(origin.checked ? { checked: true } : {}),
    ...(entries.length > 0 ? { entries } : {}),
  };
}

/** Everything that instructs a model in the files that are no tests, the instructing messages before the mixed ones. */
function placesOf(linked: Linked): Place[] {
  const system: Place[] = [];
  const user: Place[] = [];
  const templates = new Map<string, Set<string>>();
  const asked: { call: Call; scope: Scope }[] = [];
  const bySystem = new Set<string>();
  const add = (value: Expression | undefined, scope: Scope): void => {
    if (!value) return;
    bySystem.add(scope.file);
    if (value.t === 'str') for (const [, name] of value.v.matchAll(/(?<!\{)\{(\w{1,40})\}(?!\})/g)) put(templates, scope.file, name!);
    else system.push({ value, scope, role: 'system' });
  };
  for (const use of linked.visited.uses) {
    const { rule } = use.known;
    if (!use.call || isTestFile(use.scope.file)) continue;
    if (rule.emits !== 'model' && rule.emits !== 'agent' && !rule.implicitAgent && !rule.edges?.some((edge) => edge.as === 'prompt'))
      continue;
    for (const [name, value] of optionsGiven(use.call)) if (INSTRUCTS.has(name) && value.t !== 'list') add(value, use.scope);
  }
  walkProgram(linked.program, {
    dict(e, scope) {
      const role = e.e.find(([key]) => key?.t === 'str' && key.v === 'role')?.[1];
      const content = e.e.find(([key]) => key?.t === 'str' && (key.v === 'content' || key.v === 'parts'))?.[1];
      if (role?.t !== 'str' || !content) return;
      if (/^(?:system|developer)$/.test(role.v)) add(content, scope);
      else if (role.v === 'user' && instructs(content, scope)) user.push({ value: content, scope, role: 'user' });
    },
    list(e, scope) {
      const [role, text] = e.e;
      if (e.e.length === 2 && role?.t === 'str' && role.v === 'system') add(text, scope);
    },
    call(e, scope) {
      const name = calledName(e) ?? '';
      if (/^System(?:Message|MessagePromptTemplate)?$/.test(name) || (name === 'from_template' && isSystem(e)))
        add(e.k.find(([keyword]) => keyword === 'content')?.[1] ?? e.a[0], scope);
      if (ASKS.has(name)) asked.push({ call: e, scope });
    },
  });
  // `prompt.invoke({"persona": …})`: what fills the template of a system message of the same file.
  for (const { call, scope } of asked) {
    const names = templates.get(scope.file);
    if (!names) continue;
    for (const [name, value] of optionsGiven(call)) if (names.has(name)) system.push({ value, scope, role: 'system' });
  }
  return [...system, ...user.filter(({ scope }) => !bySystem.has(scope.file))];
}

function put(table: Map<string, Set<string>>, file: string, name: string): void {
  const names = table.get(file);
  if (names) names.add(name);
  else table.set(file, new Set([name]));
}

function isSystem(e: Call): boolean {
  return e.f.t === 'attr' && e.f.o.t === 'name' && e.f.o.n === 'SystemMessagePromptTemplate';
}

function optionsGiven(call: Call): [string, Expression][] {
  const out: [string, Expression][] = [...call.k];
  for (const part of call.a.slice(0, 2))
    if (part.t === 'dict')
      for (const [key, value] of part.e) {
        if (key?.t === 'str') out.push([key.v, value]);
        // `{ config: { systemInstruction: … } }` of Google's library.
        if (key?.t === 'str' && key.v === 'config' && value.t === 'dict')
          for (const [inner, deep] of value.e) if (inner?.t === 'str') out.push([inner.v, deep]);
      }
  return out;
}

/** A text of ours that tells the model what it is or has to do, in the words of all such texts. */
const TELLS = /^\s*(?:you are|act as|you're|your (?:task|job|role)|as an? \w+ (?:assistant|expert|bot))/i;

function instructs(e: Expression, scope: Scope, deep = 0): boolean {
  if (deep > 4) return false;
  if (e.t === 'str') return TELLS.test(e.v.slice(0, 300));
  if (e.t === 'tpl') return e.p[0] !== undefined && e.p[0].t === 'str' && instructs(e.p[0], scope, deep + 1);
  if (e.t === 'bin') return instructs(e.x, scope, deep + 1);
  if (e.t === 'call') return e.f.t === 'attr' && instructs(e.f.o, scope, deep + 1);
  if (e.t !== 'name') return false;
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const bindings = at.names.get(e.n);
    if (bindings) return bindings.some((one) => one.b === 'value' && instructs(one.e, one.scope, deep + 1));
  }
  return false;
}
