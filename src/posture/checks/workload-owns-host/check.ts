import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck } from '../../check.ts';
import { textOf } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A container with AI in it that is as good as its machine: privileged, with the socket of the container engine, or with a folder
 * of the machine it can be taken over from. Sources: kubernetes.io, Pod Security Standards (baseline); docs.docker.com, "Docker
 * daemon attack surface".
 */
export default defineCheck({
  id: 'workload-owns-host',
  title: 'AI container that can take over its machine',
  severity: 'medium',
  applies: 'workload',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 1.3' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0026' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'I&S-03' },
  ],
  judge(workload, view) {
    if (!['docker-compose', 'kubernetes'].includes(textOf(workload, 'platform') ?? '')) return undefined;
    const rights = rightsOf(workload);
    const ways = rights.map(({ what }) => what);
    const socket = ways.some((way) => way.includes('socket'));
    if (ways.length === 0) return { status: 'pass' };
    const target = workload.evidence[0]?.target ?? '';
    const servers = view.into(workload, 'runs-on').map(({ from }) => from);
    return {
      status: 'fail',
      title: `${workload.name} can take over the machine it runs on`,
      saw: `${workload.name} ${listed(ways)}.`,
      why: `Whoever gets code to run in it, by a model that is loaded, a package or an agent that follows injected words, has the machine, its other containers, their keys and its accelerators.`,
      fix: {
        text: !socket
          ? `Take the rights away: accelerators need a device plugin or a device reservation, no privileges. What needs a single capability is given that one.`
          : `Give it no engine: let a broker or a sandbox service start what the agent wants to run, each in a container without the socket.`,
        patch:
          textOf(workload, 'platform') === 'kubernetes'
            ? 'securityContext:\n  privileged: false\n  allowPrivilegeEscalation: false\n  capabilities: { drop: [ALL] }'
            : 'privileged: false\nsecurity_opt: ["no-new-privileges:true"]',
      },
      verify: 'In the container `ls /dev | wc -l` shows a few devices only and the socket is not there; the next scan passes.',
      evidence: [...rights.map(({ what, file, line }) => ({ target, file, line, detail: what })), ...workload.evidence.slice(0, 1)],
      exploitability: 'foothold',
      reachability: 'internal',
      harms: [workload, ...servers],
    };
  },
});

interface Right {
  what: string;
  file: string;
  line: number;
}

function rightsOf(workload: Asset): Right[] {
  const { hostRights } = workload.properties;
  return Array.isArray(hostRights) ? hostRights.flatMap((one) => (isRight(one) ? [one] : [])) : [];
}

function isRight(one: unknown): one is Right {
  return typeof one === 'object' && one !== null && 'what' in one && 'file' in one && 'line' in one;
}
