import { walkOver } from './evaluate-expression.ts';
import { knownText } from './text-value.ts';
import { alternativesOf, number, oneOf, settled, text, unknown, type Value } from './value.ts';

/** Terraform has no limit of its own; this one bounds what a hostile file can ask for. */
export const MOST_INSTANCES = 200;

/** One instance of a resource or module, with what `each` or `count` mean in it. */
export interface Member {
  readonly key: string | number | undefined;
  readonly each: { readonly key: Value; readonly value: Value } | undefined;
  readonly index: Value | undefined;
  readonly conditional: boolean;
  readonly unexpanded: boolean;
}

export interface Expansion {
  readonly by: 'nothing' | 'count' | 'for_each';
  readonly members: readonly Member[];
  /** There may be further members. */
  readonly open: boolean;
  readonly problem: string | undefined;
}

const ALONE: Member = { key: undefined, each: undefined, index: undefined, conditional: false, unexpanded: false };

export const UNREPEATED: Expansion = { by: 'nothing', members: [ALONE], open: false, problem: undefined };

/** Instances that `count` makes. A count that depends on an undecided condition makes those that some branch has. */
export function expandCount(count: Value): Expansion {
  const numbers = alternativesOf(count).map((option) => Number(knownText(option) ?? Number.NaN));
  const most = Math.max(...numbers);
  if (numbers.some((each) => !Number.isInteger(each) || each < 0) || most > MOST_INSTANCES) {
    const member = {
      ...ALONE,
      index: unknown('the position of an instance', count.origin, { expression: 'count.index' }),
      unexpanded: true,
    };
    return {
      by: 'count',
      members: [member],
      open: true,
      problem: most > MOST_INSTANCES ? `a count above ${MOST_INSTANCES} is not expanded` : undefined,
    };
  }
  const least = Math.min(...numbers);
  const members = Array.from({ length: most }, (_, at) => ({
    ...ALONE,
    key: at,
    index: number(at, count.origin),
    conditional: at >= least,
  }));
  return { by: 'count', members, open: least < most, problem: undefined };
}

/** Instances that `for_each` makes from a map or a set of strings. */
export function expandForEach(collection: Value): Expansion {
  const options = alternativesOf(collection);
  const found = new Map<string, { member: Member; times: number }>();
  const nameless: Value[] = [];
  let open = false;
  for (const option of options) {
    const inner = settled(option);
    const walk = walkOver(option);
    open ||= walk?.open ?? true;
    for (const [position, value] of walk?.items ?? []) {
      const key = knownText(inner.kind === 'list' ? value : position);
      if (key === undefined) nameless.push(value);
      else
        found.set(key, {
          member: found.get(key)?.member ?? keyed(key, inner.kind === 'list' ? value : position, value),
          times: (found.get(key)?.times ?? 0) + 1,
        });
    }
  }
  const tooMany = found.size > MOST_INSTANCES;
  const members = [...found.values()].map(({ member, times }) => ({ ...member, conditional: times < options.length }));
  open ||= nameless.length > 0;
  if (tooMany || (members.length === 0 && open)) {
    const known = nameless.length > 0 ? oneOf(nameless, collection.origin) : undefined;
    return {
      by: 'for_each',
      members: [anyMember(collection, known)],
      open: true,
      problem: tooMany ? `a for_each over more than ${MOST_INSTANCES} entries is not expanded` : undefined,
    };
  }
  if (nameless.length > 0) members.push(anyMember(collection, oneOf(nameless, collection.origin)));
  return { by: 'for_each', members, open: open || members.some(({ conditional }) => conditional), problem: undefined };
}

function keyed(key: string, written: Value, value: Value): Member {
  return { ...ALONE, key, each: { key: text(key, written.origin), value } };
}

function anyMember(collection: Value, value: Value | undefined): Member {
  const { origin } = collection;
  const each = {
    key: unknown('the key of an instance', origin, { expression: 'each.key', from: [collection] }),
    value: value ?? unknown('the value of an instance', origin, { expression: 'each.value', from: [collection] }),
  };
  return { ...ALONE, each, unexpanded: true };
}

/** `[0]`, `["eu"]`, or nothing. */
export function keySuffix(key: string | number | undefined): string {
  return key === undefined ? '' : `[${JSON.stringify(key)}]`;
}
