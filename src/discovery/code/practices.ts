import type { Json } from '../../core/observation.ts';
import { type Meeting, walkProgram } from './flow/walk.ts';
import type { Linked } from './linked.ts';
import { mcpServed } from './mcp-served.ts';
import { modelSources } from './model-sources.ts';
import { safetyOff, type Told } from './safety-off.ts';
import { sharedMemory } from './shared-memory.ts';
import { tenants } from './tenants.ts';
import { tokenPassthrough } from './token-passthrough.ts';
import { unattended } from './unattended.ts';

const MOST = 50;
const PROPERTIES = ['switchedOff', 'modelSources', 'tenantFields', 'openRetrievals', 'sharedMemory'] as const;

/** What code does that its application answers for, each told as a list property, found in one walk over the program. */
export function emitPractices(linked: Linked): void {
  const found = new Map<string, Told[]>(PROPERTIES.map((property) => [property, []]));
  const into =
    (property: (typeof PROPERTIES)[number]) =>
    (one: Told): void => {
      found.get(property)!.push(one);
    };
  const servers = mcpServed(linked);
  const tokens = tokenPassthrough(linked);
  const alone = unattended(linked);
  const memory = sharedMemory(linked, into('sharedMemory'));
  const meetings: Meeting[] = [
    servers.meeting,
    tokens.meeting,
    alone.meeting,
    safetyOff(linked, into('switchedOff')),
    modelSources(linked, into('modelSources')),
  ];
  // Nobody but the callers of an entry shares what is told here.
  if (linked.entries.length > 0) meetings.push(memory.meeting);
  meetings.push(tenants(linked, into('tenantFields'), into('openRetrievals')));
  walkProgram(linked.program, {
    call: (e, scope) => meetings.forEach((one) => one.call?.(e, scope)),
    dict: (e, scope) => meetings.forEach((one) => one.dict?.(e, scope)),
    assign: (statement, scope) => meetings.forEach((one) => one.assign?.(statement, scope)),
  });
  servers.done();
  tokens.done();
  alone.done();
  if (linked.entries.length > 0) memory.done();
  for (const [property, list] of found) note(linked, property, list);
}

function note(linked: Linked, property: string, found: readonly Told[]): void {
  const byOwner = new Map<string, { reference: ReturnType<Linked['emitter']['application']>; list: Json[] }>();
  for (const { entry, file, line } of found) {
    const reference = linked.emitter.application(
      file,
      linked.linking.evidence(file, line, typeof entry['how'] === 'string' ? entry['how'] : property),
    );
    const owner = byOwner.get(reference.key) ?? { reference, list: [] };
    byOwner.set(reference.key, owner);
    if (owner.list.length < MOST) owner.list.push(entry);
  }
  for (const { reference, list } of byOwner.values()) linked.emitter.annotate(reference, { [property]: list });
}
