import type { Asset } from '../core/snapshot.ts';

/** Orders and hidden text that discovery found in what models obey (recognizers/instructions), and how people are told of them. */
export interface Hidden {
  form: string;
  line: number;
  characters: number;
  file?: string;
}

export interface Ordered {
  order: string;
  line: number;
  unseen?: 'characters' | 'comment';
  file?: string;
}

const SAID: Readonly<Record<string, string>> = {
  'send-out': 'send secrets or private text to somebody',
  conceal: 'hide what they do from the people they work for',
  override: 'forget the instructions they were given',
  'run-unseen': 'run what nobody can read',
  plant: 'put foreign code or a weakness into what they write',
  'skip-approval': 'do without the question to a person',
  'take-along': 'read secret files and hand them over as an argument',
  divert: 'change what goes through other tools',
};

const HIDDEN: Readonly<Record<string, string>> = {
  'tag-characters': 'letters that are not shown (Unicode tags)',
  'variation-selectors': 'bytes packed into variation selectors',
  'zero-width': 'characters without width',
  'bidirectional-override': 'characters shown in another order than they are read',
};

export function ordersOf(asset: Asset): Ordered[] {
  return list<Ordered>(asset, 'orders');
}

export function hiddenOf(asset: Asset): Hidden[] {
  return list<Hidden>(asset, 'hidden');
}

function list<T>(asset: Asset, name: string): T[] {
  const value = asset.properties[name];
  return Array.isArray(value) ? (value as T[]) : [];
}

/** "send secrets or private text to somebody in characters nobody sees": each order once, then what is hidden and says nothing known. */
export function saidOf(orders: readonly Ordered[], hidden: readonly Hidden[]): string[] {
  const told = orders.map(
    ({ order, unseen }) =>
      `${SAID[order] ?? order}${unseen === 'comment' ? ' in a comment that is not shown' : unseen ? ' in characters nobody sees' : ''}`,
  );
  const rest = hidden.filter(({ line }) => !orders.some((one) => one.unseen === 'characters' && one.line === line));
  return [...new Set([...told, ...rest.map(({ form, characters }) => `${characters} ${HIDDEN[form] ?? 'hidden characters'}`)])];
}
