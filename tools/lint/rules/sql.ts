import { isTypeScript, type Rule } from '../rule.ts';
import { lineOf } from '../source-file.ts';

const DRIVERS = ['kysely', 'node:sqlite', 'pg', 'pg-boss', 'pg-cursor', 'better-sqlite3'];

export default {
  id: 'sql',
  title: 'SQL and database drivers stand in src/store only',
  applies: (path) => isTypeScript(path) && path.startsWith('src/') && !path.startsWith('src/store/'),
  *check(file) {
    for (const { specifier, line } of file.mentions()) {
      if (DRIVERS.some((name) => specifier === name || specifier.startsWith(`${name}/`))) {
        yield { line, text: `${specifier} is imported outside src/store` };
      }
    }
    for (const tagged of file
      .syntax()
      .findAll({ rule: { kind: 'call_expression', has: { field: 'arguments', kind: 'template_string' } } })) {
      if (/^(?:\w+\.)*sql$/.test(tagged.field('function')?.text() ?? '')) {
        yield { line: lineOf(tagged), text: 'A sql template stands outside src/store' };
      }
    }
  },
} satisfies Rule;
