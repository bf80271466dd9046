import type { AssetReference } from '../../core/observation.ts';
import { closureOf } from './effects.ts';
import { type Call, calledName, type Meeting } from './flow/walk.ts';
import { bodiesOf, functionsIn, type Linked } from './linked.ts';
import { spelled } from './routes.ts';
import type { Expression, FunctionDefinition } from './syntax.ts';
import { elementsOf, optionsOf, type Scope } from './value.ts';
import type { BodyKey } from './visit.ts';

/** Options that end a run after so many steps, by any framework. */
const BOUNDS =
  /^(?:max_turns|maxTurns|max_iterations|maxIterations|max_iter|maxIter|max_steps|maxSteps|recursion_limit|recursionLimit|max_consecutive_auto_reply|max_round|max_llm_calls|max_rounds)$/;
/** No task a person would wait for takes so many steps. */
const ABSURD = 500;
/**
 * Loops that the framework does not end by itself, and the options that do. Sources: code.claude.com/docs/en/agent-sdk/python (max_turns:
 * None), google.github.io/adk-docs/agents/workflow-agents/loop-agents (max_iterations), microsoft.github.io/autogen (termination
 * conditions: a team without one runs until it is stopped).
 */
const ENDLESS: readonly { names: RegExp; ends: RegExp; what: string }[] = [
  { names: /^claude_agent_sdk\.ClaudeAgentOptions$/, ends: /^(?:max_turns|max_budget_usd)$/, what: 'ClaudeAgentOptions without max_turns' },
  { names: /^google\.adk\.agents\.(?:\w+\.)?LoopAgent$/, ends: /^max_iterations$/, what: 'LoopAgent without max_iterations' },
  {
    names: /^autogen_agentchat\.teams\.(?:\w+\.)?(?:RoundRobinGroupChat|SelectorGroupChat|Swarm)$/,
    ends: /^(?:termination_condition|max_turns)$/,
    what: 'a team without termination_condition or max_turns',
  },
];
const ENDLESS_NAMES = new Set(['ClaudeAgentOptions', 'LoopAgent', 'RoundRobinGroupChat', 'SelectorGroupChat', 'Swarm']);

/** Calls and decorators that start a function with nobody there: clocks, queues, events. */
const STARTS: readonly [RegExp, string][] = [
  [/(?:^|\.)(?:add_job|scheduled_job|scheduleJob|periodic_task|repeat_every|timer_trigger|setInterval|crontab)$/, 'a schedule'],
  [/(?:^|\.)cron(?:\.schedule)?$|(?:^|\.)CronJob$|(?:^|\.)app\.schedule$|schedule\.every\b.*\.do$/, 'a schedule'],
  [/(?:^|\.)(?:celery|celery_app|app|worker)\.task$|(?:^|\.)shared_task$|(?:^|\.)(?:actor|dramatiq\.actor)$/, 'a queue'],
  [
    /(?:^|\.)(?:basic_consume|queue_trigger|service_bus_queue_trigger|event_grid_trigger|cloud_event|sqs_trigger|eachMessage)$|(?:^|\.)(?:queue|bull)\.process$/,
    'a queue',
  ],
];
const WEBHOOK = /webhook|(?:^|[/_ -])(?:hooks?|events?|inbound|callbacks?)(?=$|[/_-])/i;

interface Unbounded {
  what: string;
  scope: Scope;
  line: number;
  /** Values that name the agent it is about. */
  call?: Call;
}

/**
 * Agents whose runs nothing ends: on the agent the property `unbounded` with `what`, `file`, `line`, and `startedBy` (`how`, `file`,
 * `line`) where a clock, a queue or a webhook starts it in the code that was read.
 */
export function unattended(linked: Linked): { meeting: Meeting; done(): void } {
  const { program, visited, made } = linked;
  const found: Unbounded[] = [];
  const starts: { how: string; file: string; line: number; bodies: ReadonlySet<BodyKey> }[] = [];
  return {
    meeting: {
      call(e, scope) {
        for (const [keyword, value] of e.k) if (BOUNDS.test(keyword)) bound(keyword, value, scope, e);
        const name = calledName(e) ?? '';
        if (ENDLESS_NAMES.has(name)) endless(e, scope);
        if (name === 'stepCountIs' && e.a[0]?.t === 'num' && e.a[0].v >= ABSURD)
          found.push({ what: `stepCountIs(${e.a[0].v})`, scope, line: e.l });
        const word = spelled(e.f);
        const how = STARTS.find(([pattern]) => pattern.test(withoutArguments(word)))?.[1];
        if (how !== undefined && starts.length < 100) start(how, scope.file, e.l, functionsIn(linked, e, scope));
      },
      dict(e, scope) {
        for (const [key, value] of e.e) if (key?.t === 'str' && BOUNDS.test(key.v)) bound(key.v, value, scope);
      },
    },
    done() {
      if (found.length === 0) return;
      for (const key of visited.bodies.keys()) {
        if (typeof key === 'string') continue;
        for (const decorator of key.decorators) {
          const how = STARTS.find(([pattern]) =>
            pattern.test(withoutArguments(spelled(decorator.t === 'call' ? decorator.f : decorator))),
          )?.[1];
          if (how !== undefined) start(how, visited.bodies.get(key)!.scope.file, key.line, [key]);
        }
      }
      for (const { name, bodies, handlers } of linked.entries)
        if (WEBHOOK.test(name) && handlers[0])
          starts.push({ how: 'a webhook', file: visited.bodies.get(handlers[0])?.scope.file ?? '', line: handlers[0].line, bodies });
      for (const one of found) tell(one);
    },
  };

  function start(how: string, file: string, line: number, functions: readonly FunctionDefinition[]): void {
    const bodies = new Set(
      bodiesOf(linked, functions)
        .flatMap((body) => closureOf(body, visited))
        .map(({ key }) => key),
    );
    if (bodies.size > 0) starts.push({ how, file, line, bodies });
  }

  function bound(keyword: string, value: Expression, scope: Scope, call?: Call): void {
    const number = value.t === 'num' ? value.v : optionsOf(program.evaluate(value, scope)).find((one) => one.v === 'number')?.n;
    const none = value.t === 'null' && /^max_?iterations$/i.test(keyword);
    const infinite = value.t === 'name' && value.n === 'Infinity';
    if (none || infinite || (number !== undefined && (number >= ABSURD || number < 0)))
      found.push({
        what: `${keyword} is ${none ? 'None' : infinite ? 'Infinity' : number}`,
        scope,
        line: value.l,
        ...(call ? { call } : {}),
      });
  }

  function endless(e: Call, scope: Scope): void {
    if (e.k.some(([name]) => name === '**') || e.a.some(({ t }) => t === 'spread')) return;
    for (const option of optionsOf(program.evaluate(e.f, scope))) {
      if (option.v !== 'external') continue;
      const rule = ENDLESS.find(({ names }) => names.test(option.q));
      if (rule && !e.k.some(([name]) => rule.ends.test(name))) found.push({ what: rule.what, scope, line: e.l, call: e });
    }
  }

  function tell(one: Unbounded): void {
    const file = one.scope.file;
    const startedBy = starts.find(({ bodies }) => reached(one.scope, bodies)) ?? starts.find(({ bodies }) => usesOf(one, bodies));
    for (const agent of agentsOf(one)) {
      if (linked.emitter.observed(agent)?.properties?.['unbounded'] !== undefined) continue;
      linked.emitter.annotate(agent, {
        unbounded: {
          what: one.what,
          file,
          line: one.line,
          ...(startedBy ? { startedBy: { how: startedBy.how, file: startedBy.file, line: startedBy.line } } : {}),
        },
      });
    }
  }

  function reached(scope: Scope, bodies: ReadonlySet<BodyKey>): boolean {
    for (let at: Scope | undefined = scope; at; at = at.parent) if (at.fn && bodies.has(at.fn)) return true;
    return false;
  }

  /** What the call made at module level is used by what was started. */
  function usesOf({ call, scope }: Unbounded, bodies: ReadonlySet<BodyKey>): boolean {
    if (scope.fn) return false;
    const agents = agentsOf({ what: '', scope, line: 0, ...(call ? { call } : {}) }).map(({ key }) => key);
    return [...bodies].some((key) => {
      const body = visited.bodies.get(key);
      if (!body) return false;
      if (call && body.touches.has(call)) return true;
      return [...body.touches].some((touched) =>
        (made.get(touched) ?? []).some((asset) => asset.kind === 'agent' && agents.includes(asset.key)),
      );
    });
  }

  /** The agent the call makes, is given or runs; else the only one of the file's body. */
  function agentsOf({ call, scope }: Unbounded): AssetReference[] {
    const isAgent = (reference: AssetReference): boolean => reference.kind === 'agent';
    if (call) {
      const own = (made.get(call) ?? []).filter(isAgent);
      if (own.length > 0) return own;
      const given = [...call.a, ...call.k.map(([, value]) => value), ...(call.f.t === 'attr' ? [call.f.o] : [])]
        .flatMap((part) => elementsOf(program.evaluate(part, scope)))
        .flatMap((value) => {
          const at = value.v === 'instance' ? value.call : value.v === 'external' ? value.of?.call : undefined;
          return at ? (made.get(at) ?? []).filter(isAgent) : [];
        });
      if (given.length > 0) return given;
    }
    const near = new Map<string, AssetReference>();
    for (const use of visited.uses)
      if (use.call && use.scope.file === scope.file) for (const one of made.get(use.call) ?? []) if (isAgent(one)) near.set(one.key, one);
    if (near.size === 0 && scope.fn)
      for (const touched of visited.bodies.get(scope.fn)?.touches ?? [])
        for (const one of made.get(touched) ?? []) if (isAgent(one)) near.set(one.key, one);
    return near.size === 1 ? [...near.values()] : [];
  }
}

/** `schedule.every(10).minutes.do(x)` without what stands in brackets. */
function withoutArguments(word: string): string {
  return word.slice(0, 300).replaceAll(/\([^()]*\)/g, '');
}
