import type { Json } from '../../../core/observation.ts';
import type { Linked } from '../linked.ts';
import type { Scope } from '../value.ts';
import { createAnswers } from './answers.ts';
import { sinksOf, type Sink } from './sinks.ts';
import { createTracer, type Origin } from './trace.ts';

const MOST = 50;

/**
 * What becomes of the answers of models: the property `outputUses` of the application (or notebook), one entry for each place where
 * an answer is run, sent as a statement, shown as markup, taken as a path or loaded: `use`, `call`, `file`, `line`, `sourceFile`,
 * `sourceLine`, `source`, `joined` (put into other text), `checked`, `shaped` (held to a schema), `entries` (of ours that lead there).
 */
export function emitOutputUses(linked: Linked): void {
  if (!linked.visited.uses.some(({ known }) => known.rule.emits === 'model' || known.rule.emits === 'agent' || known.rule.implicitAgent))
    return;
  const of = createAnswers(linked);
  const trace = createTracer(linked, { of, parameter: () => undefined });
  const found = new Map<string, { sink: Sink; origin: Origin }>();
  for (const sink of sinksOf(linked)) {
    const origin = trace(sink.value, sink.scope)
      .filter((one) => matters(one, sink))
      .sort(byWeight)[0];
    const id = `${sink.scope.file}:${sink.line}`;
    if (origin && !found.has(id)) found.set(id, { sink, origin });
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
      use: sink.use,
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
