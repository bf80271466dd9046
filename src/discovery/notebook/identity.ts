import { type Key, strongKey } from '../../core/keys.ts';

/** A notebook document is one asset by its path in its target: what its code does, what it installs and what it holds are one. */
export function notebookKey(target: string, file: string): Key {
  return strongKey('git', `${target}/${file}`);
}
