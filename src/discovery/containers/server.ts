import type { Container, Word } from './container.ts';
import { isGiven, option, variable } from './container.ts';

/** What a serving process is in the inventory. */
export type ServerKind = 'model-endpoint' | 'gateway' | 'vector-store' | 'notebook' | 'registry' | 'ai-endpoint' | 'data-store';

/** Whether the process itself asks who is calling; undefined where a file that was not read decides. */
export interface Access {
  auth?: 'none' | 'present';
  why: string;
  line?: number;
  /** Nothing that was not read could change it. */
  always?: true;
}

export interface ModelWord extends Word {
  /** Who gives names their meaning: a hub or registry. */
  provider?: string;
}

/** How one product is recognised and read. Sources: the product's documentation, named beside each entry. */
export interface ServerRule {
  id: string;
  kind: ServerKind;
  title: string;
  /** Repository of its images behind any registry or mirror; the last path segments. */
  image?: RegExp;
  /** The command line that starts it, words joined by one space. */
  command?: RegExp;
  /** The port it listens on by default. */
  port: number;
  access?(container: Container): Access;
  models?(container: Container): ModelWord[];
}

/** Options and variables that switch a key on; without any of them the process asks nobody. */
export function keyed(options: readonly string[], variables: readonly string[] = []): (container: Container) => Access {
  return (container) => {
    const given = option(container.command, ...options);
    if (given && given.text !== '') return { auth: 'present', why: `${options[0]} is given`, line: given.line };
    const found = variable(container, ...variables);
    if (isGiven(found)) return { auth: 'present', why: `${found!.name} is set`, line: found!.line };
    return { auth: 'none', why: `${[...options.slice(0, 1), ...variables.slice(0, 1)].join(' or ')} is not given` };
  };
}

/** Products without a way to ask for a key. */
export function never(title: string): () => Access {
  return () => ({ auth: 'none', why: `${title} has no authentication of its own`, always: true });
}

/** Asks unless it is switched off. `off` finds what switches it off. */
export function unless(
  off: (container: Container) => { why: string; line: number } | undefined,
  otherwise: string,
): (container: Container) => Access {
  return (container) => {
    const found = off(container);
    return found ? { auth: 'none', ...found } : { auth: 'present', why: otherwise };
  };
}

/** A variable with one of these values, for `unless`. */
export function setTo(name: string, values: RegExp): (container: Container) => { why: string; line: number } | undefined {
  return (container) => {
    const found = variable(container, name);
    if (found?.value === undefined || !values.test(found.value)) return undefined;
    return { why: `${name} is ${found.value === '' ? 'empty' : found.value.slice(0, 40)}`, line: found.line };
  };
}

/** Models named by options or variables. */
export function named(
  options: readonly string[],
  variables: readonly string[] = [],
  provider = 'huggingface',
): (container: Container) => ModelWord[] {
  return (container) => {
    const given = options.length === 0 ? undefined : option(container.command, ...options);
    if (given && given.text !== '') return [{ ...given, provider }];
    const found = variable(container, ...variables);
    return found?.value ? [{ text: found.value, line: found.line, provider }] : [];
  };
}
