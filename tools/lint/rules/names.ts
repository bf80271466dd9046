import { isTypeScript, type Rule } from '../rule.ts';

/** Names that say nothing, so that everything ends up behind them. */
const EMPTY_NAMES = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'shared']);

export default {
  id: 'names',
  title: 'No index.ts, no file that only passes exports on, no utils, helpers or common',
  applies: (path) => isTypeScript(path) && !path.split('/').includes('fixtures') && !path.startsWith('demo/meridian/'),
  *check(file) {
    const parts = file.path.split('/');
    const stem = parts.at(-1)!.replace(/(?:\.test)?\.tsx?$/, '');
    if (stem === 'index') yield { line: 1, text: 'index.ts hides what a folder holds; import the file itself' };
    for (const part of [...parts.slice(0, -1), stem]) {
      const last = part.split(/[-_.]/).at(-1)!.toLowerCase();
      if (EMPTY_NAMES.has(last)) yield { line: 1, text: `"${part}" says nothing; name what it is about` };
    }
    const statements = file
      .syntax()
      .children()
      .filter((node) => !node.is('comment') && !node.is('hash_bang_line'));
    const passesOn = statements.filter((node) => node.is('export_statement') && node.field('source'));
    if (passesOn.length > 0 && statements.every((node) => node.is('import_statement') || passesOn.includes(node))) {
      yield { line: 1, text: 'The file only passes exports of others on; import those directly' };
    }
  },
} satisfies Rule;
