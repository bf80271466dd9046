import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import { textOf } from '../../view.ts';

/** A call that lets code of a model's or data set's repository run, as discovery tells it (`remoteCode`). */
interface RemoteCode extends Placed {
  call: string;
  repository?: string;
  revision?: string;
  local?: boolean;
}

const COMMIT = /^[0-9a-f]{40}$/i;

/**
 * `trust_remote_code=True`: Python files of the repository run at load. A commit makes them the files somebody can have read. That
 * nothing pins the model is told here too: one commit settles both.
 */
export default defineCheck({
  id: 'remote-code-trusted',
  title: 'Code of a model repository runs when it is loaded',
  severity: 'medium',
  applies: ['application', 'notebook', 'model-endpoint'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 3.2' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0011.000' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0010.003' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'MDS-12' },
  ],
  judge(owner): Judgement | Judgement[] | undefined {
    if (owner.kind === 'model-endpoint') return owner.properties['trustRemoteCode'] === true ? served(owner) : undefined;
    const calls = placedOf<RemoteCode>(owner, 'remoteCode', ({ call, repository }) => `${call} ${repository ?? ''}`.trim());
    return calls.length === 0 ? undefined : calls.map(({ entry, locus }) => fault(owner, entry, locus));
  },
});

function fault(owner: Asset, one: RemoteCode, locus: string): Judgement {
  const pinned = one.revision !== undefined && COMMIT.test(one.revision);
  const what = one.repository ?? 'the repository it is given';
  const settled = pinned || one.local === true;
  return {
    status: 'fail',
    locus,
    severity: settled ? 'low' : 'medium',
    title: `${one.call} runs the code that ${what} brings`,
    saw: `${one.call} at ${one.file}:${one.line} trusts code of ${what}${pinned ? `, at the commit ${one.revision!.slice(0, 12)}` : one.local ? ', a folder of its own' : one.revision === undefined ? ', without a commit' : `, at ${JSON.stringify(one.revision)}, which its owner can move`}.`,
    why: settled
      ? 'The Python files beside the weights run in this process with its rights and keys; they stay what they are, so one reading settles it.'
      : 'Whoever can push to that repository, or takes its name over, runs code in this process at the next download.',
    fix: {
      text: `Load an architecture that the library knows and leave the option out. Where the model needs its own code, read it, keep a copy, and name the commit you read${pinned ? ', as it is here' : ''}.`,
      patch: settled ? 'trust_remote_code=False' : 'trust_remote_code=True, revision="<the 40 hexadecimal digits of the commit you read>"',
    },
    verify:
      'The load works without the option, or names 40 hexadecimal digits of a commit somebody read; the next scan tells of it no higher than low.',
    evidence: [{ target: owner.evidence[0]?.target ?? '', file: one.file, line: one.line, detail: `${one.call} with trust_remote_code` }],
    exploitability: settled ? 'theoretical' : 'foothold',
    reachability: 'third-party',
    ...(pinned ? { control: 'strong' as const } : {}),
  };
}

function served(endpoint: Asset): Judgement {
  const server = textOf(endpoint, 'server') ?? 'the server';
  const told = endpoint.evidence.filter(({ detail }) => /code of the model repository|remote.code/i.test(detail));
  return {
    status: 'fail',
    title: `${endpoint.name} runs the code that its model brings`,
    saw: `${server} serves ${endpoint.name} with --trust-remote-code: Python files of the model's repository run in the server.`,
    why: 'Whoever can push to that repository, or takes its name over, runs code beside the accelerator, with the service account and the requests of everybody.',
    fix: {
      text: 'Serve an architecture that the server knows and leave the option out; else copy the model with the code you read into your own registry or volume and serve that folder, without a way to the internet.',
      patch: '--revision=<commit> --code-revision=<commit>',
    },
    verify: 'The server starts without --trust-remote-code, and the next scan passes.',
    evidence: told.length > 0 ? [...told, ...endpoint.evidence.slice(0, 1)] : endpoint.evidence.slice(0, 2),
    exploitability: 'foothold',
    reachability: 'third-party',
  };
}
