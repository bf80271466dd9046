import { isTest, isTypeScript, type Rule } from '../rule.ts';

const LONGEST = 500;
/** A test holds its tables of expectations as well. */
const LONGEST_TEST = 600;

export default {
  id: 'length',
  title: `No source file is longer than ${LONGEST} lines, no test longer than ${LONGEST_TEST}: one file, one purpose`,
  applies: (path) => isTypeScript(path) && (path.startsWith('src/') || path.startsWith('console/')),
  *check(file) {
    const lines = file.text.split('\n').length - (file.text.endsWith('\n') ? 1 : 0);
    const longest = isTest(file.path) ? LONGEST_TEST : LONGEST;
    if (lines > longest) yield { line: longest + 1, text: `${lines} lines; split it by purpose` };
  },
} satisfies Rule;
