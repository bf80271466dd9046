import { describe, expect, it } from 'vitest';
import { named, snapshotOf, thing, tie } from '../../test/posture/snapshot-of.ts';
import type { Properties } from '../core/observation.ts';
import { commandFor, judgeSecret } from './secrets.ts';
import { createView } from './view.ts';

const APP = thing('application', 'desk', {}, 'app.py:1');
const STORE = thing('vector-store', 'records', {}, 'app.py:3');

function judged(strength: 'inferred' | 'resolved', more: Properties = {}, at = '.env:1') {
  const secret = thing('secret', 'OPENAI_API_KEY', { form: 'value', ai: true, ...more }, at);
  const edges = [{ ...tie(APP, 'holds', secret), strength }, tie(APP, 'retrieves-from', STORE)];
  const view = createView(snapshotOf([secret, APP, STORE], edges));
  const judgement = judgeSecret(named(view.snapshot, 'OPENAI_API_KEY'), view, 'critical');
  if (judgement?.status !== 'fail') throw new Error('The secret is told');
  return judgement;
}

describe('judgeSecret', () => {
  it('says who works with a key where code names it', () => {
    const { saw, harms } = judged('resolved');
    expect(saw).toContain('desk works with it and reads the vector store records');
    expect(harms?.map(({ name }) => name)).toEqual(['OPENAI_API_KEY', 'desk', 'records']);
  });

  it('says no more than that it stands beside the code where nothing names it', () => {
    const { saw, why, fix, harms } = judged('inferred');
    expect(saw).toContain('It stands beside the code of desk; whether desk uses it cannot be seen.');
    expect(`${saw} ${why} ${fix.text}`).not.toMatch(/works with|records/);
    expect(harms?.map(({ name }) => name)).toEqual(['OPENAI_API_KEY']);
  });

  it('names what makes a place look like a test, and claims nothing of who reads it', () => {
    const { saw, severity, why } = judged('resolved', { likelyTest: true, testPlace: 'in a folder named fixtures' }, 'fixtures/keys.py:1');
    expect(saw).toContain('stands in clear in fixtures/keys.py:1, in a folder named fixtures.');
    expect(severity).toBe('low');
    expect(why).toContain('No code outside was seen to take it from there.');
  });
});

describe('commandFor', () => {
  it('takes a tracked settings file out of what git tracks, with what git has', () => {
    expect(commandFor('tracked', 'desk/.env')).toBe('git rm --cached -- desk/.env');
    expect(commandFor('tracked', 'desk/app.py')).toBeUndefined();
  });

  it('names the tool that rewrites a history, and where it works', () => {
    const tracked = thing('secret', 'KEY', { form: 'value' }, '.env:1');
    const repository = thing('repository', 'estate');
    const view = createView(snapshotOf([tracked, repository], [tie(tracked, 'defined-in', repository, { tracked: true })]));
    const told = judgeSecret(named(view.snapshot, 'KEY'), view, 'high');
    expect(told?.status === 'fail' && told.fix).toMatchObject({
      text: expect.stringContaining('`git filter-repo`, installed apart from git, does it in a fresh clone') as string,
      command: 'git rm --cached -- .env',
    });
  });
});
