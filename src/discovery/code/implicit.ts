import type { Evidence } from '../../core/evidence.ts';
import type { AssetReference } from '../../core/observation.ts';
import { aroundOf, ofFile, speaking } from './definitions.ts';
import { closureOf } from './effects.ts';
import { bodiesOf, evidenceAt, functionsIn, type Linked, makes, secretsIn, shown } from './linked.ts';
import { draw } from './relations.ts';
import type { Expression, FunctionDefinition } from './syntax.ts';
import { connect } from './tools.ts';
import { elementsOf, optionsOf } from './value.ts';
import { type Use, valueAt } from './visit.ts';

/**
 * A graph of steps is one agent: what the functions given as its nodes use, it uses, and calls with tools inside them are its
 * steps, not agents of their own.
 */
export function gatherSteps(linked: Linked): void {
  const { emitter, made, visited } = linked;
  for (const use of visited.uses) {
    if (!use.known.rule.handlers || !use.on || !use.call) continue;
    const agents = (made.get(use.on.call) ?? []).filter(({ kind }) => kind === 'agent');
    if (agents.length === 0) continue;
    for (const body of bodiesOf(linked, functionsIn(linked, use.call, use.scope)).flatMap((one) => closureOf(one, visited))) {
      for (const call of [...body.touches, ...body.uses.flatMap((inner) => inner.call ?? [])]) {
        linked.stepsOf.set(call, [...(linked.stepsOf.get(call) ?? []), ...agents]);
        const evidence = linked.linking.evidence(body.scope.file, call.l, 'used in a step of the agent');
        for (const agent of agents) for (const to of made.get(call) ?? []) connect(linked, agent, to, evidence);
      }
    }
    secretsIn(linked, use, emitter.application(use.scope.file, evidenceAt(linked, use, shown(use))));
  }
}

/** A call of a model with tools is an agent, even without an agent class; a call that must answer with one tool is an extraction. */
export function emitImplicitAgents(linked: Linked): void {
  const { emitter, made, program } = linked;
  const ofBody = new Map<FunctionDefinition, AssetReference[]>();
  for (const use of linked.visited.uses) {
    const place = use.known.rule.implicitAgent;
    if (!place || !use.call || isOwnMethod(use.call)) continue;
    const given = valueAt(program, use.call, use.scope, place);
    const tools = elementsOf(given).filter(({ v }) => v !== 'unknown' && v !== 'parameter' && v !== 'environment');
    // A list whose elements could not be followed is a list of tools all the same.
    const listed = optionsOf(given).some((option) => option.v === 'list' && option.items.length > 0);
    if (
      (tools.length === 0 && !listed) ||
      valueAt(program, use.call, use.scope, { argument: ['tool_choice', 'toolChoice'] }).v === 'object'
    )
      continue;
    const evidence = evidenceAt(
      linked,
      use,
      `${shown(use)} with ${tools.length === 0 ? 'tools' : tools.length === 1 ? 'one tool' : `${tools.length} tools`}`,
    );
    // Calls of several clients in one function (`if provider == …`) are one agent.
    const same = typeof use.body === 'string' ? undefined : ofBody.get(use.body);
    const agents = linked.stepsOf.get(use.call) ?? same ?? [implicitAgent(linked, use, evidence)];
    if (typeof use.body !== 'string') ofBody.set(use.body, agents);
    const models = (made.get(use.call) ?? []).filter(({ kind }) => kind === 'model');
    for (const agent of agents) {
      for (const model of models) emitter.edge(agent, 'uses-model', model, 'resolved', [evidence]);
      draw(linked, agent, { kind: 'calls-tool', as: 'tool', each: true }, given, use, evidence);
    }
    makes(linked, use.call, agents);
  }
}

/** `super().bind(tools=…)` in the class of a model: how that class hands tools on, whoever gives them. */
function isOwnMethod({ f }: Expression & { t: 'call' }): boolean {
  if (f.t !== 'attr') return false;
  const on = f.o.t === 'call' ? f.o.f : f.o;
  return on.t === 'name' && on.n === 'super';
}

function implicitAgent(linked: Linked, use: Use, evidence: Evidence): AssetReference {
  const { emitter } = linked;
  const variable = linked.visited.named.get(use.call!);
  const { file } = use.scope;
  const name = speaking(aroundOf(use, variable)) ?? speaking(variable) ?? ofFile(file);
  const properties = { library: use.known.library.name, implicit: true, autonomy: 'tool-loop', startedFrom: linked.importers(file) };
  const reference = emitter.asset(
    'agent',
    name,
    [emitter.definition(file, linked.unique(file, use.around.join('.') || name, 'agent'))],
    properties,
    [evidence],
  );
  emitter.edge(emitter.application(file, evidence), 'contains', reference, 'stated', [evidence]);
  return reference;
}
