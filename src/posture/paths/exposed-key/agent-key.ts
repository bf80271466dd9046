import type { Asset } from '../../../core/snapshot.ts';
import { approvalHint } from '../../agents.ts';
import { harmed, harmOf, harmSteps, narrowing, sayingOfHarm } from '../../harm.ts';
import type { CandidateStep, PathCandidate } from '../../path.ts';
import { isOnDiskOnly, lowered, standingOf } from '../../secrets.ts';
import type { Link, View } from '../../view.ts';
import { sourceFixes, sourceSteps, standsIn } from './source.ts';

/**
 * A key in clear that opens an entry, gateway or identity of ours from which one of our agents can be asked: whoever has it gets
 * what the agent reads and does. What the key opens must be more than a guess (`grants`; for entries opened-entries.ts says how it is
 * known).
 */
export function agentKeys(secret: Asset, where: Link, view: View): PathCandidate[] {
  const standing = standingOf(secret, view);
  const onDisk = isOnDiskOnly(standing);
  return openedBy(secret, view).flatMap(({ opened, door }) =>
    askable(door, view).flatMap(({ agent, through }): PathCandidate[] => {
      const harm = harmOf(agent, view);
      if (!harm.reads && !harm.acts) return [];
      const { revoke, remove } = sourceFixes(secret, standing, where, opened);
      const partial = harm.acts?.tool.gatedSometimes === true && !harm.reads;
      return [
        {
          title: `${standsIn(secret, standing, where)} and opens ${door.name}: whoever has it can ask ${agent.name} and ${sayingOfHarm(harm)}.`,
          steps: [
            ...sourceSteps(secret, standing, where),
            {
              asset: door,
              attack: 'grants',
              edges: [opened.index],
              saying: door.kind === 'identity' ? `It is a key of ${door.name}.` : `${door.name} lets in whoever has it.`,
              evidence: view.evidence(opened),
            },
            ...through,
            ...harmSteps(agent, harm, view),
          ],
          pivots: [secret, agent],
          ...(onDisk ? { severity: lowered('critical') } : {}),
          exploitability: onDisk ? 'foothold' : 'trivial',
          reachability: onDisk ? 'internal' : 'third-party',
          ...(partial ? { control: 'partial' as const } : {}),
          harms: [agent, ...harmed(harm)],
          fixes: [
            { ...revoke, text: revoke.text.replace(`at ${opened.to.name}`, `that ${door.name} takes`) },
            remove,
            narrowing(agent, harm, approvalHint(agent)),
          ],
          chokePoints: [secret, agent],
          confidence: Math.min(secret.confidence, agent.confidence, door.confidence),
        },
      ];
    }),
  );
}

const DOORS: ReadonlySet<Asset['kind']> = new Set(['ai-endpoint', 'gateway', 'model-endpoint', 'identity']);

function openedBy(secret: Asset, view: View): { opened: Link; door: Asset }[] {
  return view
    .out(secret, 'grants')
    .filter(({ to, strength }) => DOORS.has(to.kind) && strength !== 'inferred')
    .map((opened) => ({ opened, door: opened.to }));
}

/** The agents that can be asked with what was opened, and the steps that lead there. */
function askable(door: Asset, view: View): { agent: Asset; through: CandidateStep[] }[] {
  const step = (asset: Asset, link: Link, attack: 'steers' | 'reaches', saying: string): CandidateStep => ({
    asset,
    attack,
    edges: [link.index],
    saying,
  });
  if (door.kind !== 'identity')
    return view
      .out(door, 'routes-to')
      .filter(({ to }) => to.kind === 'agent')
      .map((route) => ({
        agent: route.to,
        through: [step(route.to, route, 'steers', `It passes the request on to ${route.to.name}, which does what the caller asks.`)],
      }));
  return view.out(door, 'can-invoke').flatMap((right) => {
    if (right.to.kind === 'agent')
      return [{ agent: right.to, through: [step(right.to, right, 'steers', `${door.name} may call ${right.to.name}.`)] }];
    if (right.to.kind !== 'workload') return [];
    return view
      .into(right.to, 'runs-on')
      .filter(({ from }) => from.kind === 'agent')
      .map((runs) => ({
        agent: runs.from,
        through: [
          step(right.to, right, 'reaches', `${door.name} may call ${right.to.name}.`),
          step(runs.from, runs, 'steers', `${runs.from.name} answers there.`),
        ],
      }));
  });
}
