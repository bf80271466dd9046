import { isTest, type Rule } from '../rule.ts';
import { lineOf } from '../source-file.ts';

/** Words of a measured time, alone or as the end of a name. */
const TIME =
  /(?:\b|_)(?:elapsed|duration|took|ms|millis|milliseconds|seconds|performance\.now|Date\.now)(?:\b|_)|[a-z](?:Ms|Millis|Seconds|Elapsed|Duration|Took)\b/;

export default {
  id: 'time-asserts',
  title: 'No test asserts an absolute time: a busy machine fails it; measure a ratio in bench/',
  applies: isTest,
  *check(file) {
    for (const call of file.syntax().findAll({ rule: { kind: 'call_expression' } })) {
      const asked = call.field('function');
      if (!/^toBe(?:LessThan|LessThanOrEqual|Within)$/.test(asked?.field('property')?.text() ?? '')) continue;
      const expected = asked?.field('object');
      if (expected?.field('function')?.text() !== 'expect') continue;
      const measured = expected.field('arguments')?.text() ?? '';
      const limit = call.field('arguments')?.text() ?? '';
      // `expect(warm).toBeLessThan(cold)` and `expect(took / floor)` compare two things measured here.
      const absolute = /^\(\s*[\d_.e]+(?:\s*\*\s*[\d_.e]+)*\s*,?\s*\)$/.test(limit);
      if (absolute && TIME.test(measured) && !measured.includes('/')) {
        yield { line: lineOf(call), text: `expect${measured} is held against the clock` };
      }
    }
  },
} satisfies Rule;
