import type { WeakValue } from '../../recognizers/default-logins/weak-values.ts';
import type { Container } from './container.ts';

/** Finds what is known of the masked value that stands at a place (a line of one file, or a number that stands for one) under a name. */
export type Masked = (place: number, name: string) => WeakValue | undefined;

/** Asked by place. Several values of a line are told apart by their names; a name may be the end of a longer one (`--ServerApp.token`). */
export function maskedAt(weak: Iterable<WeakValue>): Masked {
  const byPlace = Map.groupBy(weak, ({ line }) => line);
  return (place, name) => {
    const here = byPlace.get(place);
    if (!here) return undefined;
    const bare = (text: string): string => text.replace(/^-+/, '').toLowerCase();
    return (
      here.find((one) => one.name !== undefined && (bare(one.name) === bare(name) || bare(name).endsWith(bare(one.name)))) ??
      (here.length === 1 ? here[0] : undefined)
    );
  };
}

/** The container with what is known of the values that were masked in it. */
export function withMasked(container: Container, masked: Masked): Container {
  return {
    ...container,
    variables: container.variables.map((one) => {
      const weak = one.weak === undefined && isMasked(one.value) ? masked(one.line, one.name) : undefined;
      return weak ? { ...one, weak } : one;
    }),
    command: container.command.map((word, index, all) => {
      if (!isMasked(word.text)) return word;
      const equals = word.text.indexOf('=');
      const name = equals > 0 ? word.text.slice(0, equals) : (all[index - 1]?.text ?? '');
      const weak = masked(word.line, name);
      return weak ? { ...word, weak } : word;
    }),
  };
}

/** Masks are stars; behind a plain YAML scalar's first letter. */
export function isMasked(text: string | undefined): boolean {
  return text !== undefined && /(?:^|=)["']?x?\*+["']?$|\*{3}/.test(text);
}
