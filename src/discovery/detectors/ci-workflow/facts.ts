import { posix } from 'node:path';
import type { TextFile } from '../../detector.ts';
import { makeTargets, scriptFacts, type ScriptFacts } from './scripts.ts';
import { parseYaml, type Tree } from './tree.ts';

/** What one file says: a configuration as a tree, or a script that a job starts. */
export type Facts =
  | { form: 'yaml'; root?: Tree; problem?: string }
  | { form: 'jenkins'; text: string }
  | { form: 'shell'; text: string }
  | { form: 'make'; targets: ReturnType<typeof makeTargets> }
  | ({ form: 'program' } & ScriptFacts);

const LONGEST_SCRIPT = 100_000;

export function readFacts({ path, text }: TextFile): Facts {
  const name = posix.basename(path);
  if (/\.ya?ml$/i.test(name)) return { form: 'yaml', ...parseYaml(text) };
  if (name.startsWith('Jenkinsfile')) return { form: 'jenkins', text: text.slice(0, 300_000) };
  if (/\.(?:py|[cm]?[jt]s)$/i.test(name)) return { form: 'program', ...scriptFacts(text) };
  if (/^(?:GNU)?makefile$|\.mk$/i.test(name)) return { form: 'make', targets: makeTargets(text) };
  return { form: 'shell', text: text.slice(0, LONGEST_SCRIPT) };
}
