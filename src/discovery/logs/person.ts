import { type Key, strongKey } from '../../core/keys.ts';

/** A person by mail address, the same in every log and export. */
export function mailPerson(mail: string): { kind: 'person'; name: string; keys: Key[] } {
  const name = mail.toLowerCase();
  return { kind: 'person', name, keys: [strongKey('mail', name)] };
}
