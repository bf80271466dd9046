import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { placedOf } from '../../placed.ts';
import { textOf } from '../../view.ts';
import { said, shellWord } from '../../wording.ts';

const COMMIT = /^[0-9a-f]{40}$/i;

/**
 * A model downloaded from a hub by name alone: its weights may change. A provider's alias is not asked: nothing is downloaded there.
 * Where code of the repository runs as well, remote-code-trusted tells it and asks for the same commit.
 */
export default defineCheck({
  id: 'unpinned-model',
  title: 'Model from a hub without a commit',
  severity: 'medium',
  applies: 'model',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.2' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.003' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0014' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'MDS-08' },
  ],
  judge(model, view) {
    const key = model.keys.find((one) => one.key.startsWith('hub:'))?.key;
    if (textOf(model, 'loadedFrom') !== 'hub' || key === undefined) return undefined;
    const at = key.lastIndexOf('@');
    const revision = textOf(model, 'revision') ?? (at < 0 ? undefined : key.slice(at + 1));
    if (revision !== undefined && COMMIT.test(revision)) return { status: 'pass' };
    const address = `https://${(at < 0 ? key : key.slice(0, at)).slice('hub:'.length)}`;
    const users = view.into(model, 'uses-model').map((link) => link.from);
    if (users.length > 0 && users.every((user) => runsItsCode(user, model))) return undefined;
    return {
      status: 'fail',
      title: `${model.name} is downloaded as whatever the hub serves today`,
      saw: `${model.name} is loaded from ${said(address)} ${revision === undefined ? 'without a revision' : `at ${said(revision)}, which its owner can move`}.`,
      why: 'Whoever can push to that repository changes the weights, and with them what your model answers, at the next download, and nobody sees it in a review.',
      fix: {
        text: 'Give the commit you tested as `revision`, and keep a copy in your own registry.',
        command: `git ls-remote ${shellWord(address)} HEAD`,
        patch: `revision="<the 40 hexadecimal digits of the commit you tested>"`,
      },
      verify: 'The call names 40 hexadecimal digits, and the next scan passes.',
      evidence: model.evidence,
      exploitability: 'foothold',
      reachability: 'third-party',
      harms: [model, ...users],
    };
  },
});

/** Told by remote-code-trusted, which asks for the same commit. */
function runsItsCode(user: Asset, model: Asset): boolean {
  if (user.properties['trustRemoteCode'] === true) return true;
  const calls = placedOf<{ file: string; line: number; repository?: string }>(user, 'remoteCode', ({ repository }) => repository ?? '');
  return calls.some(({ entry }) => entry.repository?.toLowerCase() === model.name.toLowerCase());
}
