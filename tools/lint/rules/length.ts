import { isTypeScript, type Rule } from '../rule.ts';

const LONGEST = 700;

export default {
  id: 'length',
  title: `No source file is longer than ${LONGEST} lines: one file, one purpose`,
  applies: (path) => isTypeScript(path) && (path.startsWith('src/') || path.startsWith('console/')),
  *check(file) {
    const lines = file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0);
    if (lines > LONGEST) yield { line: LONGEST + 1, text: `${lines} lines; split it by purpose` };
  },
} satisfies Rule;
