import type { Json } from '../../../core/observation.ts';
import { functionsIn, type Linked } from '../linked.ts';
import type { FunctionDefinition } from '../syntax.ts';
import type { Scope } from '../value.ts';
import { createAnswers } from './answers.ts';
import { sinksOf, type Sink } from './sinks.ts';
import { createTracer, type Origin } from './trace.ts';

const MOST = 50;

/**
 * What becomes of the answers of models: the property `outputUses` of the application (or notebook), one entry for each place where
 * an answer is run, sent as a statement, shown as markup, taken as a path or loaded: `use`, `call`, `file`, `line`, `sourceFile`,
 * `sourceLine`, `source`, `tool` (whose argument it is), `read` as use (a tool reads there), `joined` (put into other text), `checked`, `shaped` (held to a schema), `entries` (of ours that lead there).
 */
export function emitOutputUses(linked: Linked): void {
  if (!linked.visited.uses.some(({ known }) => known.rule.emits === 'model' || known.rule.emits === 'agent' || known.rule.implicitAgent))
    return;
  const of = createAnswers(linked);
  const trace = createTracer(linked, { of, parameter: () => undefined });
  const ofTool = pathsOfTools(linked);
  const found = new Map<string, { sink: Sink; origin: Origin & { tool?: string } }>();
  for (const sink of sinksOf(linked)) {
    const origin: (Origin & { tool?: string }) | undefined =
      (sink.reads ? [] : trace(sink.value, sink.scope).filter((one) => matters(one, sink))).sort(byWeight)[0] ??
      (sink.use === 'path' ? ofTool(sink)?.[0] : undefined);
    if (!origin) continue;
    // A tool that takes a path takes it for everything it does: one fault, told where it writes.
    const id = origin.tool === undefined ? `${sink.scope.file}:${sink.line}` : `tool ${origin.file}:${origin.line}`;
    const known = found.get(id);
    if (!known || (known.sink.reads && !sink.reads)) found.set(id, { sink, origin });
  }
  const byOwner = new Map<string, { reference: ReturnType<Linked['emitter']['application']>; uses: Json[] }>();
  for (const { sink, origin } of found.values()) {
    const { file } = sink.scope;
    const evidence = linked.linking.evidence(file, sink.line, `${sink.what} is given the ${origin.detail}`);
    const reference = linked.emitter.application(file, evidence);
    const owner = byOwner.get(reference.key) ?? { reference, uses: [] };
    byOwner.set(reference.key, owner);
    if (owner.uses.length >= MOST) {
      linked.linking.cover({ file, status: 'partial', reason: `More than ${MOST} uses of model output: the rest is not told.` });
      continue;
    }
    const entries = entriesTo(linked, sink.scope);
    owner.uses.push({
      use: sink.reads ? 'read' : sink.use,
      ...(origin.tool ? { tool: origin.tool } : {}),
      call: sink.what,
      file,
      line: sink.line,
      source: origin.detail,
      sourceFile: origin.file,
      sourceLine: origin.line,
      ...(origin.joined ? { joined: true } : {}),
      ...(origin.checked ? { checked: true } : {}),
      ...(origin.shaped ? { shaped: true } : {}),
      ...(entries.length > 0 ? { entries } : {}),
    });
  }
  for (const { reference, uses } of byOwner.values()) linked.emitter.annotate(reference, { outputUses: uses });
}

/**
 * Paths that the model gives a tool: its arguments, where nothing on the way takes the last part or looks at the whole. What a tool runs
 * or asks a database has checks of its own.
 */
function pathsOfTools(linked: Linked): (sink: Sink) => (Origin & { tool: string })[] | undefined {
  const tools = new Map<FunctionDefinition, string>();
  for (const use of linked.visited.uses) {
    if (use.known.rule.emits !== 'tool') continue;
    for (const fn of use.fn ? [use.fn] : use.call ? functionsIn(linked, use.call, use.scope) : []) {
      const reference = linked.toolOf.get(fn) ?? (use.call && linked.made.get(use.call)?.find(({ kind }) => kind === 'tool'));
      const tool = reference && linked.emitter.observed(reference);
      if (tool && tool.properties?.['approval'] !== 'always') tools.set(fn, tool.name);
    }
  }
  if (tools.size === 0) return () => undefined;
  const trace = createTracer(linked, {
    of: () => undefined,
    parameter(fn, _index, name, scope) {
      const tool = tools.get(fn);
      if (tool === undefined) return undefined;
      return { from: 'model', file: scope.file, line: fn.line, detail: `argument ${name} of the tool ${tool}`, harmless: [] };
    },
  });
  const byDetail = new Map([...tools.values()].map((name) => [` of the tool ${name}`, name]));
  return (sink) =>
    trace(sink.value, sink.scope)
      .filter((one) => !one.listed && !one.checked && !one.harmless.includes('path'))
      .map((one) => ({ ...one, tool: byDetail.get(one.detail.slice(one.detail.indexOf(' of the tool '))) ?? '' }));
}

/** A schema decides shape and types, not what a text says: it does not make code, commands or whole statements harmless. */
function matters(origin: Origin, { use }: Sink): boolean {
  if (origin.from !== 'model' || origin.listed || origin.harmless.includes(use)) return false;
  if (!origin.shaped) return true;
  return use === 'code' || use === 'shell' || (use === 'sql' && !origin.joined);
}

function byWeight(a: Origin, b: Origin): number {
  return (
    Number(a.checked ?? false) - Number(b.checked ?? false) || Number(a.shaped ?? false) - Number(b.shaped ?? false) || a.line - b.line
  );
}

/** Names of our AI entries whose handlers run the body a scope belongs to. */
export function entriesTo(linked: Linked, scope: Scope): string[] {
  const out = new Set<string>();
  for (let at: Scope | undefined = scope; at; at = at.parent)
    if (at.fn) for (const { name, bodies } of linked.entries) if (bodies.has(at.fn)) out.add(name);
  return [...out].sort().slice(0, 5);
}
