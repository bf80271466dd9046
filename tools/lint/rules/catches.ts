import type { SgNode } from '@ast-grep/napi';
import { isTypeScript, type Rule } from '../rule.ts';
import { lineOf } from '../source-file.ts';

export default {
  id: 'catches',
  title: 'A caught error is used, answered by a call or another error, or a comment inside says why it may be dropped',
  applies: (path) => isTypeScript(path) && !path.split('/').includes('fixtures') && !path.startsWith('demo/meridian/'),
  *check(file) {
    for (const clause of file.syntax().findAll({ rule: { kind: 'catch_clause' } })) {
      if (!isUsed(clause.field('parameter'), clause.field('body')) && !isAnswered(clause)) {
        yield { line: lineOf(clause), text: 'The error is dropped without a word why' };
      }
    }
    for (const call of file.syntax().findAll({ rule: { kind: 'call_expression', has: { field: 'function', regex: '\\.catch$' } } })) {
      const handler = call
        .field('arguments')
        ?.find({ rule: { kind: 'arrow_function', inside: { kind: 'arguments', stopBy: 'neighbor' } } });
      if (!handler) continue;
      const parameter = handler.field('parameter') ?? handler.field('parameters')?.child(1) ?? null;
      if (!isUsed(parameter?.is(')') ? null : parameter, handler.field('body')) && !isAnswered(handler)) {
        yield { line: lineOf(handler), text: 'The rejection is dropped without a word why' };
      }
    }
  },
} satisfies Rule;

/** Whether a name bound by the parameter stands in the body. */
function isUsed(parameter: SgNode | null, body: SgNode | null): boolean {
  if (!parameter || !body) return false;
  const names = new Set(
    [parameter, ...parameter.findAll({ rule: { any: [{ kind: 'identifier' }, { kind: 'shorthand_property_identifier_pattern' }] } })]
      .filter((node) => node.is('identifier') || node.is('shorthand_property_identifier_pattern'))
      .map((node) => node.text()),
  );
  const used = [body, ...body.findAll({ rule: { any: [{ kind: 'identifier' }, { kind: 'shorthand_property_identifier' }] } })];
  return used.some((node) => names.has(node.text()));
}

/** Something is done about it (`cover('…')`, `throw …`), or said. */
function isAnswered(node: SgNode): boolean {
  return node.find({ rule: { any: [{ kind: 'comment' }, { kind: 'throw_statement' }, { kind: 'call_expression' }] } }) !== null;
}
