/** A way in that a deployment states or leaves to the product. */
export interface Login {
  /** What it opens, for people: "password of the administrator". */
  account: string;
  /** Variables that give it; several where they give it to several accounts. */
  variables?: readonly string[];
  /** Options of the command line. */
  options?: readonly string[];
  /** The user beside it: a variable, or the name it has unless told otherwise. */
  user?: { variables?: readonly string[]; name?: string };
  /** Values that the product's documentation or its own files give it. */
  known?: readonly string[];
  /** `user/password` or `user:password` in one value. */
  pair?: '/' | ':';
  /** Several values behind commas. */
  list?: true;
  /** Nothing given: the product uses its documented value, or asks for none. */
  unset?: 'known' | 'none';
  /** Only where one of these variables or options has such a value: without it the login does not exist. */
  when?: { variables?: readonly string[]; options?: readonly string[]; value: RegExp };
  /** Anything given here makes another login, so that nothing can be said of an unset one. */
  otherwise?: readonly string[];
  /** Values that switch asking off. */
  off?: { variables: readonly string[]; value: RegExp };
}

export interface Product {
  id: string;
  title: string;
  /** Repository of its images behind any registry or mirror. */
  image: RegExp;
  command?: RegExp;
  /** It serves, gathers or shows AI itself; the others count where they stand beside AI. */
  ai?: true;
  logins: readonly Login[];
  /** Several of its processes run from one image and share the logins: one of them is reached, another is told the password. */
  spread?: true;
  /** Where the product is documented. */
  source: string;
  /** Where the values that stand elsewhere were read: files of its repository, quick starts of what ships it. */
  also?: readonly string[];
}

/** What it opens, where sessions can be made up by whoever knows it. */
export const SIGNING = 'key that sessions are signed with';
