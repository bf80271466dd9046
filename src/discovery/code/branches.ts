import type { GrammarNode } from './grammar.ts';
import { kindOf } from './grammar.ts';
import type { Branch } from './syntax.ts';

/**
 * Which branches of a file are told: those that may ask a person before something happens, and those that choose by the name
 * of a tool. Statements of branches stand in the enclosing body, so a branch is what it tests and the lines it covers. Other
 * files have none: asking the grammar for them costs time.
 */
const ASKING = /\binput\(|confirm|readline|inquirer|questionary/;
const OFFERING = /\btools?\b|_tool|tool_|Tool/;

/** `all` branches where a person may be asked, those that compare with a text (`named`) where tools are offered. */
export type Told = 'all' | 'named';

export function toldBranches(text: string): Told | undefined {
  if (ASKING.test(text)) return 'all';
  return OFFERING.test(text) ? 'named' : undefined;
}

/** Whether a condition tells anything: asked before the grammar is. */
export function isTold(told: Told | undefined, condition: string): boolean {
  return told === 'all' || (told === 'named' && /["']/.test(condition));
}

/** Longer conditions are told by their beginning. */
const MOST = 400;

/** A branch: its condition's text, and the node of the statements that run where it holds. Lines start at 1. */
export function branchOf(condition: string, line: number, inside: GrammarNode): Branch | undefined {
  const head = condition.slice(0, MOST);
  const texts = literalsIn(head);
  const names = namesIn(head);
  if (texts.length === 0 && names.length === 0) return undefined;
  const { start, end } = inside.range();
  return {
    texts,
    names,
    at: line,
    from: Math.max(line, start.line + 1),
    to: end.line + 1,
    ...(/\bnot\b|!/.test(head.replaceAll(LITERAL, ' ')) ? { negated: true } : {}),
    ...(leaves(inside) ? { leaves: true } : {}),
    ...(/\band\b|\bor\b|&&|\|\|/.test(head) ? { mixed: true } : {}),
  };
}

const LITERAL = /"([^"\\\n]{0,80})"|'([^'\\\n]{0,80})'/g;

function literalsIn(head: string): string[] {
  return [...head.matchAll(LITERAL)].map(([, double, single]) => double ?? single ?? '').slice(0, 40);
}

const NO_NAMES = new Set([
  'not',
  'and',
  'or',
  'in',
  'is',
  'await',
  'if',
  'elif',
  'None',
  'True',
  'False',
  'null',
  'undefined',
  'true',
  'false',
]);

/** Names in a condition, members of something (`.lower`) left out. */
function namesIn(head: string): string[] {
  const bare = head.replaceAll(LITERAL, ' ');
  return [...new Set([...bare.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*/g)].map(([name]) => name))]
    .filter((name) => !NO_NAMES.has(name))
    .slice(0, 20);
}

const LEAVING = /^(?:return|raise|throw|continue|break)_statement$/;

/** Whether what runs in a branch ends by leaving the function or the round of a loop. */
function leaves(inside: GrammarNode): boolean {
  if (LEAVING.test(kindOf(inside))) return true;
  const last = inside.children().findLast((child) => child.isNamed() && kindOf(child) !== 'comment');
  if (last === undefined) return false;
  const kind = kindOf(last);
  return (
    LEAVING.test(kind) || (kind === 'expression_statement' && /^(?:(?:sys|os|process)\._?)?(?:exit|quit)\(/.test(last.text().slice(0, 20)))
  );
}
