import type { Linking } from '../detector.ts';
import { commandOf } from './commands.ts';
import type { Evidence } from '../../core/evidence.ts';
import { contentOf, onlyAnswers } from './outside-content.ts';
import type { Capability, EffectRule } from './knowledge.ts';
import type { Program } from './program.ts';
import { belowBase, storesOf } from './reached-stores.ts';
import { accessOfSql, hostOf, type Named, tablesOf } from './stores.ts';
import type { FunctionDefinition } from './syntax.ts';
import { parametersOf, patternsOf, textsOf, UNKNOWN, variablesOf, type Value } from './value.ts';
import { type Body, type Call, type Use, valueAt, type Visited } from './visit.ts';

/** What one call in a body does to the world. */
export interface Effect {
  capabilities: Capability[];
  how?: string;
  /** Who decides where it goes or what runs, seen from the function that is the tool. */
  target: 'model-chosen' | 'fixed' | 'unknown';
  /** The fixed target, where it is one. */
  fixed?: string;
  access?: 'read' | 'write' | 'delete' | 'execute';
  sandboxed?: boolean;
  stores: Named[];
  evidence: Evidence;
  strength: 'stated' | 'resolved';
}

export interface EffectContext {
  target: string;
  program: Program;
  visited: Visited;
  /** Every file of the target. */
  paths: readonly string[];
  /** The folder of the application a file belongs to. */
  folderOf(file: string): string;
  setting?: Linking<unknown>['setting'];
  /** Whether a call asks a model: what it gives is chosen by the model. */
  isAnswer(call: Call): boolean;
  /** Whether a qualified name belongs to a library that trains models. */
  isTraining(q: string, file: string): boolean;
  evidence(file: string, line: number | undefined, detail: string): Evidence;
}

/** All bodies a body runs: itself and the functions of the target it calls, at most eight calls deep. */
export function closureOf(start: Body, visited: Visited): Body[] {
  const seen = new Set<Body>([start]);
  let front = [start];
  for (let depth = 0; depth < 8 && front.length > 0; depth++) {
    const next: Body[] = [];
    for (const body of front) {
      for (const fn of body.calls) {
        const called = visited.bodies.get(fn);
        if (called && !seen.has(called)) {
          seen.add(called);
          next.push(called);
        }
      }
    }
    front = next;
  }
  return [...seen];
}

/** The effects of everything a body runs; `tool` is the function whose parameters the model fills. */
export function effectsOf(start: Body, tool: FunctionDefinition | undefined, context: EffectContext): Effect[] {
  const out: Effect[] = [];
  for (const body of closureOf(start, context.visited)) {
    for (const use of body.uses) {
      const effect = use.known.rule.effect && effectOf(use, use.known.rule.effect, tool, context);
      if (effect) out.push(effect);
    }
  }
  return out;
}

/** The effect a library states of a tool that has no code here. */
export function ruleEffect(rule: EffectRule, evidence: Evidence): Effect {
  return {
    capabilities: rule.capability === undefined ? [] : [rule.capability].flat(),
    ...(rule.how === undefined ? {} : { how: rule.how }),
    target: 'model-chosen',
    ...(rule.access === undefined ? {} : { access: rule.access }),
    ...(rule.sandboxed ? { sandboxed: true } : {}),
    stores: [],
    evidence,
    strength: 'stated',
  };
}

function effectOf(use: Use, rule: EffectRule, tool: FunctionDefinition | undefined, context: EffectContext): Effect | undefined {
  const { program, visited } = context;
  const at = (place: NonNullable<EffectRule['target']>): Value => {
    const value = valueAt(program, use.call, use.scope, place);
    return place.item === undefined ? value : itemOf(value, place.item, visited, program);
  };
  const targetValue = belowBase(rule.target ? at(rule.target) : UNKNOWN, use, rule, program);
  const command = rule.how === 'shell' ? commandOf(use, targetValue, program) : undefined;
  const decided =
    rule.how === 'http' ? decidedByHost(targetValue, tool, context) : decidedBy(command?.decides ?? targetValue, tool, context);
  const sql = rule.how === 'sql' ? textsOf(targetValue)[0]?.text : undefined;
  const verb = sql === undefined ? undefined : accessOfSql(sql);
  const access = verb ?? (rule.method ? accessOfMethod(valueAt(program, use.call, use.scope, rule.method)) : rule.access);
  const capabilities = new Set(rule.capability === undefined ? [] : [rule.capability].flat());
  if (verb === 'read') {
    capabilities.delete('state-change');
    capabilities.delete('irreversible-action');
  }
  if (verb === 'delete') capabilities.add('irreversible-action');
  if (verb === 'write') {
    capabilities.delete('reads-private-data');
    capabilities.add('state-change');
  }
  // Removing its own temporary file takes nothing from anybody.
  if (rule.how === 'file deletion' && decided !== 'model-chosen' && capabilities.delete('irreversible-action'))
    capabilities.add('state-change');
  if (rule.how === 'file') for (const capability of overFiles(decided, access)) capabilities.add(capability);
  if (rule.how === 'http') for (const capability of overHttp(targetValue, decided, access)) capabilities.add(capability);
  // What a DELETE takes away is named in its path: below a fixed host the model may still choose which record.
  if (rule.how === 'http' && access === 'delete' && tool && comesFrom(targetValue, tool, context, { left: 60 }))
    capabilities.add('irreversible-action');
  const stores = storesOf(use, rule, context);
  if (sql !== undefined)
    for (const store of stores) if (store.properties['form'] === 'database') store.properties['tables'] = tablesOf(sql);
  const fixed = decided === 'fixed' ? (command?.program ?? patternsOf(command?.decides ?? targetValue)[0]?.text) : undefined;
  const name = use.q.replaceAll('()', '');
  const detail = `${name}${rule.how ? ` (${rule.how})` : ''}${decided === 'model-chosen' ? ', the model chooses the target' : ''}`;
  return {
    capabilities: [...capabilities],
    ...(rule.how === undefined ? {} : { how: rule.how }),
    target: decided,
    ...(fixed === undefined ? {} : { fixed: fixed.slice(0, 120) }),
    ...(access === undefined ? {} : { access }),
    ...(rule.sandboxed ? { sandboxed: true } : {}),
    stores,
    evidence: context.evidence(use.scope.file, use.line, detail),
    strength: 'resolved',
  };
}

function accessOfMethod(method: Value): Effect['access'] {
  const text = textsOf(method)[0]?.text.toUpperCase();
  if (text === undefined) return method.v === 'unknown' ? 'read' : 'write';
  if (text === 'DELETE') return 'delete';
  // An HTTP method, or the mode a file is opened with.
  return /^(?:GET|HEAD|OPTIONS|R[BT]?)$/.test(text) ? 'read' : 'write';
}

/** A parameter of the tool is filled by the model; a parameter of another function, not bound by a known call, is open. */
function decidedBy(value: Value, tool: FunctionDefinition | undefined, context: EffectContext): Effect['target'] {
  if (tool && comesFrom(value, tool, context, { left: 60 })) return 'model-chosen';
  if (textsOf(value).length > 0 || variablesOf(value).length > 0) return 'fixed';
  if (value.v === 'list' && value.items.length > 0 && value.items.every((item) => textsOf(item).length > 0 || variablesOf(item).length > 0))
    return 'fixed';
  return 'unknown';
}

/** Whether a parameter of the tool is in the value, directly or through what library calls make of it (`realpath(path)`). */
function comesFrom(value: Value, tool: FunctionDefinition, context: EffectContext, budget: { left: number }): boolean {
  if (budget.left-- <= 0) return false;
  if (parametersOf(value).some(({ fn }) => fn === tool)) return true;
  switch (value.v) {
    case 'instance':
      if (context.isAnswer(value.call)) return true;
      return [...value.call.a, ...value.call.k.map(([, part]) => part)].some((part) =>
        comesFrom(context.program.evaluate(part, value.scope), tool, context, budget),
      );
    case 'external':
      return value.of !== undefined && comesFrom(value.of, tool, context, budget);
    case 'either':
      return value.options.some((option) => comesFrom(option, tool, context, budget));
    case 'list':
      return value.items.slice(0, 20).some((item) => comesFrom(item, tool, context, budget));
    case 'template':
      return value.parts.some((part) => comesFrom(part, tool, context, budget));
    case 'parameter':
      return value.fallback !== undefined && comesFrom(value.fallback, tool, context, budget);
    default:
      return false;
  }
}

/** Of a URL only the host decides where data goes: a fixed host with a chosen path is fixed. */
function decidedByHost(value: Value, tool: FunctionDefinition | undefined, context: EffectContext): Effect['target'] {
  const urls = patternsOf(value).map(({ text }) => text);
  if (urls.length > 0 && urls.every((url) => hostOf(url) !== undefined || /^https?:\/\/(?:localhost|127\.)/.test(url))) return 'fixed';
  const decided = decidedBy(value, tool, context);
  return decided === 'fixed' && urls.some((url) => url.startsWith('*')) ? 'unknown' : decided;
}

/**
 * What a request means for whoever sees its answer: a URL the model chooses reads the open web and can carry data out in its
 * path; a fixed host is read for what it is known to hold.
 */
function overHttp(value: Value, decided: Effect['target'], access: Effect['access']): Capability[] {
  if (decided === 'model-chosen')
    return access === 'read' ? ['ingests-untrusted-content', 'external-communication'] : ['external-communication', 'state-change'];
  if (access === 'write' && patternsOf(value).some(({ text }) => PAYS.test(text))) return ['money-movement', 'state-change'];
  const hosts = patternsOf(value).flatMap(({ text }) => hostOf(text) ?? []);
  if (access === 'read') return hosts.flatMap((host) => contentOf(host));
  return hosts.flatMap((host) => (onlyAnswers(host) ? contentOf(host) : (['state-change'] as const)));
}

// A path that is written to and names money that goes out: /v1/refunds, /orders/7/refund. Asking about it moves nothing.
const PAYS =
  /\/(?:refunds?|payouts?|payments?|disbursements?|reimbursements?|withdrawals?|(?:wire|bank|money)[-_]?transfers?)(?:\/(?:create|new|execute|submit|issue|send)|\/\*)?\/?(?:\?.{0,400})?$/i;

/** Of files that are read only those the model chooses count: a tool that reads its own settings gives nothing away. */
function overFiles(decided: Effect['target'], access: Effect['access']): Capability[] {
  if (access !== 'read') return ['state-change'];
  return decided === 'model-chosen' ? ['reads-private-data'] : [];
}

/** What was set on an object under a key (`message["To"] = to`), in the constructor or afterwards. */
function itemOf(value: Value, key: string, visited: Visited, program: Program): Value {
  for (const option of value.v === 'either' ? value.options : [value]) {
    if (option.v === 'object') return program.member(option, key);
    if (option.v !== 'instance') continue;
    const set = visited.items.get(option.call)?.find((item) => item.key.toLowerCase() === key.toLowerCase());
    if (set) return program.evaluate(set.value, set.scope);
    const added = visited.additions.get(option.call)?.find(({ attribute }) => attribute.toLowerCase() === key.toLowerCase());
    if (added) return program.evaluate(added.value, added.scope);
    const given = option.call.k.find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
    if (given) return program.evaluate(given, option.scope);
  }
  return UNKNOWN;
}
