import { closureOf, effectsOf } from './effects.ts';
import type { Linked } from './linked.ts';
import type { Branch, Expression, FunctionDefinition, Statement } from './syntax.ts';
import { optionsOf, patternsOf, type Scope } from './value.ts';
import { type Body, type Call, type Use, valueAt } from './visit.ts';

/** Whether a person is asked before what a tool does: every time, or where code decides so. */
export type Asked = 'always' | 'conditional';

/** What nobody needs to be asked for: reading. */
const ACTING = new Set([
  'code-execution',
  'state-change',
  'irreversible-action',
  'money-movement',
  'external-communication',
  'browser-control',
]);

/**
 * Whether the code of a tool asks a person itself (`input("run? [y/N]")`, `click.confirm`, `inquirer`): the answer decides a branch
 * that stands around what is done, or one before it that leaves. A question whose answer decides nothing, or decides something
 * else, is none. Undefined where nobody is asked.
 */
export function askedInCode(linked: Linked, start: Body, tool: FunctionDefinition | undefined): Asked | undefined {
  if (!closureOf(start, linked.visited).some((body) => body.uses.some(({ known }) => known.rule.asks))) return undefined;
  const found = askedBefore(linked, start, tool, new Set());
  if (found.every((one) => one === undefined)) return undefined;
  return found.every((one) => one === 'always') ? 'always' : 'conditional';
}

/** For each place of a body and of what it calls that acts: whether a person was asked before. */
function askedBefore(linked: Linked, body: Body, tool: FunctionDefinition | undefined, seen: Set<Body>): (Asked | undefined)[] {
  if (seen.has(body) || seen.size > 40) return [];
  seen.add(body);
  const guard = guardOf(linked, body);
  const out: (Asked | undefined)[] = [];
  for (const use of body.uses) {
    if (!use.known.rule.effect) continue;
    const [effect] = effectsOf({ ...body, uses: [use], calls: new Set() }, tool, linked.effects);
    if (effect?.capabilities.some((one) => ACTING.has(one))) out.push(guard(use.line));
  }
  for (const fn of body.calls) {
    const called = linked.visited.bodies.get(fn);
    if (!called) continue;
    const around = (body.lines.get(fn) ?? []).map(guard);
    const all = around.length > 0 && around.every((one) => one !== undefined);
    const here: Asked | undefined = all ? (around.every((one) => one === 'always') ? 'always' : 'conditional') : undefined;
    for (const inner of askedBefore(linked, called, tool, seen)) out.push(inner === 'always' ? inner : (here ?? inner));
  }
  return out;
}

/** What people answer a question with that asks for permission. */
const PERMISSION = /\[?\by(?:es)?\s*[/|]\s*no?\b|\b(?:approve|confirm|allow|proceed|permit|are you sure|continue\?|go ahead|ok\?)/i;
const YES_OR_NO = /^(?:y|yes|n|no|ok|approve|approved|confirm|allow|deny)$/i;

function guardOf(linked: Linked, body: Body): (line: number) => Asked | undefined {
  const { program } = linked;
  const questions = questionsIn(linked, body);
  if (questions.length === 0) return () => undefined;
  const calls = new Map(questions.map((one) => [one.call, one]));
  const answers = answersIn(body, (call) => calls.has(call));
  const aborts = questions.filter(
    ({ use }) => use && optionsOf(valueAt(program, use.call, use.scope, { argument: 'abort' })).some((one) => one.v === 'flag' && one.flag),
  );
  const deciding = body.branches.flatMap((branch) => {
    const asked = questions.filter(({ name, line }) => branch.names.includes(name) && line >= branch.at && line <= branch.from);
    const answered = branch.names.filter((name) => answers.has(name));
    if (asked.length === 0 && answered.length === 0) return [];
    const plain = branch.texts.some((text) => YES_OR_NO.test(text));
    const relevant = asked.length > 0 ? asked : questions.filter(({ line }) => line <= branch.at);
    if (!plain && !relevant.some(({ permission }) => permission)) return [];
    const names = new Set(questions.map(({ name }) => name));
    const other = branch.names.some((name) => !answers.has(name) && !names.has(name));
    return [{ branch, sometimes: branch.mixed === true && other }];
  });
  return (line) => {
    let best: Asked | undefined;
    for (const { branch, sometimes } of deciding) {
      const inside = line >= branch.from && line <= branch.to;
      if (!inside && !(branch.leaves && line > branch.to)) continue;
      if (inside && branch.leaves && branch.negated && line !== branch.from) continue;
      if (sometimes || isInBranchWithout(body, branch.at, line, branch)) best ??= 'conditional';
      else return 'always';
    }
    for (const one of aborts) if (one.line < line) return isInBranchWithout(body, one.line, line) ? (best ?? 'conditional') : 'always';
    return best;
  };
}

/** Whether the question stands in a branch that what is done does not stand in: it is not always reached. */
function isInBranchWithout(body: Body, question: number, act: number, own?: Branch): boolean {
  return body.branches.some(
    (other) => other !== own && question >= other.from && question <= other.to && !(act >= other.from && act <= other.to),
  );
}

interface Question {
  call: Call;
  /** First name of what is called, as the condition around it says it. */
  name: string;
  line: number;
  permission: boolean;
  use?: Use;
}

/** Questions asked in a body, in functions written in place, and through functions of the target that give the answer back. */
function questionsIn(linked: Linked, body: Body): Question[] {
  const out: Question[] = [];
  const add = (call: Call, use: Use | undefined, permission: boolean): void => {
    const name = firstName(call.f);
    if (name !== undefined && !out.some((one) => one.call === call))
      out.push({ call, name, line: call.l, permission, ...(use ? { use } : {}) });
  };
  const own = (one: Body): void => {
    for (const use of one.uses) if (use.call && use.known.rule.asks) add(use.call, use, asksPermission(linked, use));
  };
  own(body);
  for (const statement of statementsOf(body)) {
    walkCalls(
      statement,
      (call, scope) => {
        for (const option of optionsOf(linked.program.evaluate(call.f, scope))) {
          const inner = option.v === 'function' ? linked.visited.bodies.get(option.d) : undefined;
          const asks = inner?.uses.find(({ known }) => known.rule.asks);
          if (inner && asks && givesBack(inner))
            add(call, undefined, asksPermission(linked, asks) || PERMISSION.test(inner.scope.fn?.name ?? ''));
        }
      },
      body.scope,
    );
    for (const fn of functionsWritten(statement)) {
      const inner = linked.visited.bodies.get(fn);
      if (inner) own(inner);
    }
  }
  return out;
}

function asksPermission(linked: Linked, use: Use): boolean {
  if (use.known.rule.asks === 'yes-no') return true;
  const texts = [...(use.call?.a ?? []), ...(use.call?.k.map(([, value]) => value) ?? [])].flatMap((part) => {
    const value = linked.program.evaluate(part, use.scope);
    return optionsOf(value).flatMap((one) => (one.v === 'list' || one.v === 'object' ? [] : patternsOf(one).map(({ text }) => text)));
  });
  return texts.some((text) => PERMISSION.test(text.slice(-300)) || PERMISSION.test(text.slice(0, 300))) || isConfirmType(linked, use);
}

/** `inquirer.prompt([{ type: 'confirm', … }])`. */
function isConfirmType(linked: Linked, use: Use): boolean {
  const first = use.call?.a[0];
  if (!first) return false;
  return optionsOf(linked.program.evaluate(first, use.scope))
    .flatMap((one) => (one.v === 'list' ? one.items : [one]))
    .some((one) =>
      optionsOf(linked.program.member(one, 'type')).some((type) => type.v === 'text' && /^(?:confirm|toggle)$/.test(type.text)),
    );
}

/** The answer, or what was made of it, is what the function returns; or it returns from the branch the answer decides. */
function givesBack(body: Body): boolean {
  return statementsOf(body).some((statement) => statement.s === 'return');
}

/** Names that hold an answer or what was made of one. */
function answersIn(body: Body, isQuestion: (call: Call) => boolean): ReadonlySet<string> {
  const out = new Set<string>();
  for (const statement of statementsOf(body)) {
    if (statement.s !== 'assign' || statement.target.t !== 'name' || !statement.value) continue;
    let found = false;
    walk(statement.value, (e) => {
      found ||= (e.t === 'call' && isQuestion(e)) || (e.t === 'name' && out.has(e.n));
    });
    if (found) out.add(statement.target.n);
  }
  return out;
}

function statementsOf(body: Body): readonly Statement[] {
  return typeof body.key === 'string' ? [] : body.key.body;
}

function walkCalls(statement: Statement, visit: (call: Call, scope: Scope) => void, scope: Scope): void {
  const e = statement.s === 'assign' ? statement.value : 'e' in statement ? statement.e : undefined;
  if (e) walk(e, (one) => one.t === 'call' && visit(one, scope));
}

function functionsWritten(statement: Statement): FunctionDefinition[] {
  const out: FunctionDefinition[] = [];
  const e = statement.s === 'assign' ? statement.value : 'e' in statement ? statement.e : undefined;
  if (e) walk(e, (one) => one.t === 'fn' && out.push(one.d));
  return out;
}

/** Every expression in one, those of functions written in place included; at most 2000. */
function walk(start: Expression, visit: (e: Expression) => void): void {
  const open: Expression[] = [start];
  for (let count = 0; open.length > 0 && count < 2000; count++) {
    const e = open.pop()!;
    visit(e);
    switch (e.t) {
      case 'call':
        open.push(e.f, ...e.a, ...e.k.map(([, value]) => value));
        break;
      case 'attr':
        open.push(e.o);
        break;
      case 'idx':
        open.push(e.o, e.k);
        break;
      case 'bin':
        open.push(e.x, e.y);
        break;
      case 'list':
      case 'either':
        open.push(...e.e);
        break;
      case 'tpl':
        open.push(...e.p);
        break;
      case 'spread':
        open.push(e.e);
        break;
      case 'dict':
        for (const [, value] of e.e) open.push(value);
        break;
      case 'fn':
        for (const statement of e.d.body) {
          const inner = statement.s === 'assign' ? statement.value : 'e' in statement ? statement.e : undefined;
          if (inner) open.push(inner);
        }
        break;
      default:
    }
  }
}

function firstName(e: Expression): string | undefined {
  let at = e;
  while (at.t === 'attr' || at.t === 'call') at = at.t === 'attr' ? at.o : at.f;
  return at.t === 'name' ? at.n : undefined;
}
