/**
 * One way a provider writes its keys. The tables beside this file hold nothing else.
 */
export interface SecretForm {
  provider: string;
  form: string;
  /** The key opens an AI service (a model, an agent platform, a vector store), not just any service. */
  ai: boolean;
  /** Opening characters every key of this form shares: public, so a mask and a preview may show them. */
  prefix: string;
  /** The whole key, sticky: tried only where the prefix stands. Linear: bounded quantifiers over one class. */
  pattern: RegExp;
  /** 0 to 1. */
  confidence: number;
  /** Words one of which must stand on the line of the key or on the lines beside it. */
  near?: RegExp;
  /** The file names one of these hosts: replaces `near` where the key is assigned to something called a key. */
  hosts?: readonly string[];
  /** Shape says little (hexadecimal, lower case): the line must also call it a key, token, secret or login. */
  called?: true;
}

const END = '(?![A-Za-z0-9_-])';

/** A form whose key is a prefix followed by `body`, and which ends where its alphabet ends. */
export function prefixed(
  provider: string,
  form: string,
  prefix: string,
  body: string,
  confidence: number,
  more: { ai?: boolean; near?: RegExp; hosts?: readonly string[]; called?: true; end?: string } = {},
): SecretForm {
  const { ai = true, end = END, ...rest } = more;
  return { provider, form, ai, prefix, pattern: new RegExp(escape(prefix) + body + end, 'y'), confidence, ...rest };
}

function escape(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
