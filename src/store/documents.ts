import { hash } from 'node:crypto';
import type { Evidence } from '../core/evidence.ts';
import type { Json } from '../core/observation.ts';

/** Deeper values are cut: nothing a detector states is nested like this, and hostile input must not exhaust the stack. */
const DEEPEST = 64;

/** NUL and lone surrogates, which PostgreSQL refuses in text and JSON. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;

/** The text as it can be stored by both engines: NUL and lone surrogates become U+FFFD. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/**
 * One value as JSON, always the same for the same content: names sorted, undefined left out, only storable text in it. Two
 * documents are equal exactly when their texts are.
 */
export function documentOf(value: unknown): string {
  const text = JSON.stringify(ordered(value, 0, false)) ?? 'null';
  return UNSTORABLE.test(text) ? JSON.stringify(ordered(value, 0, true)) : text;
}

function ordered(value: unknown, depth: number, clean: boolean): unknown {
  if (typeof value === 'string') return clean ? storableText(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return `(deeper than ${DEEPEST} levels)`;
  if (Array.isArray(value)) return value.map((element) => ordered(element, depth + 1, clean));
  // Without a prototype, so that a property named __proto__ is a property like any other.
  const out = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(value).sort()) {
    out[clean ? storableText(name) : name] = ordered((value as Record<string, unknown>)[name], depth + 1, clean);
  }
  return out;
}

/** Evidence as stored: the target is left out where it is the only source of the place. */
export function evidenceDocument(evidence: readonly Evidence[], onlyTarget: string | undefined): string {
  return documentOf(evidence.map((entry) => (entry.target === onlyTarget ? { ...entry, target: undefined } : entry)));
}

/** @throws SyntaxError for text that is not JSON. */
export function storedEvidence(text: string, onlyTarget: string | undefined): Evidence[] {
  const list = JSON.parse(text) as (Omit<Evidence, 'target'> & { target?: string })[];
  return list.map(({ target, file, line, field, commit, detail }) => ({
    target: target ?? onlyTarget ?? '',
    ...(file !== undefined && { file }),
    ...(line !== undefined && { line }),
    ...(field !== undefined && { field }),
    ...(commit !== undefined && { commit }),
    detail,
  }));
}

/** 132 bits: enough that two documents of one thing never share it. */
export function documentHash(facts: string, evidence: string): string {
  return hash('sha256', `${facts}\0${evidence}`, 'base64url').slice(0, 22);
}

/**
 * Names of what differs between two fact documents; a difference inside `properties` is told per property
 * (`properties.model`). Empty where the facts are equal.
 */
export function changedNames(before: string, after: string): string[] {
  if (before === after) return [];
  const old = JSON.parse(before) as Record<string, Json>;
  const fresh = JSON.parse(after) as Record<string, Json>;
  const names: string[] = [];
  for (const name of differing(old, fresh)) {
    if (name !== 'properties') names.push(name);
    else for (const property of differing(asObject(old[name]), asObject(fresh[name]))) names.push(`properties.${property}`);
  }
  return names;
}

function differing(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => JSON.stringify(before[name], withoutLines) !== JSON.stringify(after[name], withoutLines));
}

/** A property that names a place (an effect of a tool, a statement of a policy) did not change because its line moved. */
function withoutLines(name: string, value: unknown): unknown {
  return name === 'line' ? undefined : value;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
