import { branchOf, isTold } from '../branches.ts';
import { lineAt } from '../cursor.ts';
import { kindOf, type GrammarNode } from '../grammar.ts';
import type { Branch, Statement } from '../syntax.ts';
import type { ScriptCursor } from './scope.ts';

/** What the condition of an `if`, which begins at `at`, or the texts of the cases of a `switch` decide. */
export function readBranches(c: ScriptCursor, node: GrammarNode, word: 'if' | 'switch', at: number, out: Statement[]): void {
  if (word === 'switch') return readCases(c, node, out);
  const condition = c.text.slice(at, c.at);
  const inside = isTold(c.branches, condition) ? node.field('consequence') : null;
  if (inside === null) return;
  const l = lineAt(c, at);
  const of = branchOf(condition, l, inside);
  if (of) out.push({ s: 'branch', of, l });
}

/** A case without statements of its own runs those of the next one. */
function readCases(c: ScriptCursor, node: GrammarNode, out: Statement[]): void {
  let open: Branch[] = [];
  for (const child of node.field('body')?.children() ?? []) {
    const kind = kindOf(child);
    if (kind !== 'switch_case' && kind !== 'switch_default') continue;
    const { start, end } = child.range();
    const value = child.field('value')?.range();
    const of = value && branchOf(c.text.slice(value.start.index, value.end.index), start.line + 1, child);
    if (of && of.texts.length > 0) {
      open.push(of);
      out.push({ s: 'branch', of, l: start.line + 1 });
    }
    if (child.field('body') === null) continue;
    for (const branch of open) branch.to = end.line + 1;
    open = [];
  }
}
