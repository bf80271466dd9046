import type { Json } from '../../core/observation.ts';
import type { Product } from '../../recognizers/default-logins/login.ts';
import {
  type Described,
  type Given,
  ownLogins,
  productOf,
  type WeakLogin,
  weakLogins,
} from '../../recognizers/default-logins/recognize.ts';
import { type Container, imageOf, option, type Variable, variable } from './container.ts';
import { isMasked } from './masked.ts';

/** The logins of one container that everybody knows or guesses. */
export interface Logins {
  /** Undefined for a program of one's own. */
  product?: Product;
  weak: WeakLogin[];
}

/**
 * What a container is told of its logins, or leaves to its product. Values behind references count where the deployment states them;
 * what comes from a secret store is only given.
 * @param name what people call the program, where it is no known product
 */
export function loginsOf(container: Container, name: string): Logins {
  const described = describe(container);
  const product = productOf(described);
  if (!product) return { weak: ownLogins(name, described) };
  const line = container.imageLine ?? container.line;
  return { product, weak: weakLogins(product, described).map((one) => ({ line, ...one })) };
}

/** A settings file that the command names may say what variables do not. */
const SETTINGS = /\S\.(?:conf|cnf|ini|ya?ml|toml)\b/;

function describe(container: Container): Described {
  const command = container.command
    .map(({ text }) => text)
    .join(' ')
    .slice(0, 4000);
  return {
    repository: imageOf(container)?.repository ?? '',
    command,
    variable: (name) => {
      const found = variable(container, name);
      return found && given(found);
    },
    *variables() {
      for (const one of container.variables) yield [one.name, given(one)];
    },
    option: (...names) => {
      const found = option(container.command, ...names);
      return found && !found.weak && isMasked(found.text) ? { line: found.line } : found;
    },
    unseen: container.unseen !== undefined || SETTINGS.test(command),
  };
}

function given({ value, weak, secret, line }: Variable): Given {
  if (weak) return { weak, line: weak.line };
  if (isMasked(value)) return { line };
  return secret !== undefined || value === undefined ? { line } : { text: value, line };
}

/** As a property: what is weak and which evidence shows it, never the value. */
export function weakProperty(weak: readonly WeakLogin[]): Json {
  return weak
    .slice(0, 20)
    .map((one) => ({ product: one.product, account: one.account, how: one.how, where: one.where, detail: detailOf(one) }));
}

export function detailOf({ product, how, where }: WeakLogin): string {
  return `${how === 'trivial' ? 'guessable' : how === 'none' ? 'missing' : 'default'} login of ${product} in ${where}`;
}
