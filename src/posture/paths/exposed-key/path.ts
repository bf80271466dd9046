import type { Asset } from '../../../core/snapshot.ts';
import { toolsOf } from '../../agents.ts';
import { dataOf, worstData } from '../../data.ts';
import { type CandidateFix, type CandidateStep, definePath } from '../../path.ts';
import { keyUse, type KeyUse } from '../../key-use.ts';
import { isOnDiskOnly, lowered, type Standing, standingOf, usesOpened } from '../../secrets.ts';
import { type Link, textOf, type View } from '../../view.ts';
import { agentKeys } from './agent-key.ts';
import { sourceFixes, sourceSteps, standsIn } from './source.ts';

const SEVERITY = 'critical';

/**
 * A key in clear in a repository opens the account an application works with; what that application reads and sends through the
 * account is in reach of whoever has read the file. Only a key that the application is seen to work with makes a path: one that
 * lies in its folder under another variable may open another account, and stays a finding. A key of one of our own agents is told
 * with the agent (agent-key.ts).
 */
export default definePath({
  id: 'exposed-key',
  title: 'A key in clear opens what an application works with',
  severity: SEVERITY,
  frameworks: [
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0055' },
  ],
  find({ view }) {
    return view.ofKind('secret').flatMap((secret) => {
      if (textOf(secret, 'form') !== 'value' || secret.properties['likelyTest'] === true) return [];
      const where = view.out(secret, 'defined-in')[0];
      if (!where) return [];
      const agents = agentKeys(secret, where, view);
      if (agents.length > 0) return agents;
      const opened = view.out(secret, 'grants').find((link) => link.to.kind === 'provider');
      if (!opened) return [];
      return view
        .into(secret, 'holds')
        .filter((link) => link.from.kind === 'application' && usesOpened(link.from, opened.to, view))
        .flatMap((holder) => {
          const use = keyUse(holder, view);
          const target = worstData(dataOf(holder.from, view));
          if (!target || !use) return [];
          const standing = standingOf(secret, view);
          const onDisk = isOnDiskOnly(standing);
          const steps = stepsOf(secret, standing, where, opened, holder, use, target, view);
          const runs = view.out(holder.from, 'runs-on')[0];
          const production = [holder.from, ...(runs ? [runs.to] : [])].some((asset) => textOf(asset, 'environment') === 'production');
          return [
            {
              title: `${standsIn(secret, standing, where)} and opens the ${opened.to.name} account that ${production ? 'the production application ' : ''}${holder.from.name} works with, together with what it sends there from ${target.to.name}.`,
              steps,
              pivots: [secret, holder.from],
              ...(onDisk ? { severity: lowered(SEVERITY) } : {}),
              exploitability: onDisk ? ('foothold' as const) : ('trivial' as const),
              reachability: onDisk ? ('internal' as const) : ('third-party' as const),
              harms: [holder.from, target.to, ...(runs ? [runs.to] : [])],
              fixes: fixesFor(secret, standing, opened, where, holder),
              chokePoints: [secret],
              confidence: Math.min(secret.confidence, holder.from.confidence),
            },
          ];
        });
    });
  },
});

function stepsOf(
  secret: Asset,
  standing: Standing,
  where: Link,
  opened: Link,
  holder: Link,
  use: KeyUse,
  target: Link,
  view: View,
): CandidateStep[] {
  return [
    ...sourceSteps(secret, standing, where),
    {
      asset: opened.to,
      attack: 'grants',
      edges: [opened.index],
      saying: `It opens the ${opened.to.name} account.`,
      evidence: view.evidence(opened),
    },
    {
      asset: holder.from,
      attack: 'reaches',
      edges: use.edges,
      saying: `${holder.from.name} works with this key (${HOW[use.how](use.variable)}): its requests, files and spending are in that account.`,
      evidence: use.evidence,
    },
    ...throughAgent(holder.from, target, view),
  ];
}

/** The data that is sent, through the agent and tool that fetch it where they are known. */
function throughAgent(application: Asset, target: Link, view: View): CandidateStep[] {
  for (const inside of view.out(application, 'contains').filter(({ to }) => to.kind === 'agent')) {
    for (const one of toolsOf(inside.to, view)) {
      const read = view.out(one.tool, 'retrieves-from', 'connects-to').find(({ to }) => to === target.to);
      if (!read) continue;
      return [
        {
          asset: inside.to,
          attack: 'reaches',
          edges: [inside.index],
          saying: `${inside.to.name} is the agent in it that sends them.`,
          evidence: view.evidence(inside),
        },
        {
          asset: one.tool,
          attack: 'invokes',
          edges: [...one.edges].reverse(),
          saying: `It calls ${one.tool.name}.`,
          evidence: view.evidence(one.link),
        },
        {
          asset: target.to,
          attack: 'reads',
          edges: [read.index],
          saying: `What ${one.tool.name} finds in ${target.to.name} is sent along.`,
          evidence: view.evidence(read),
        },
      ];
    }
  }
  return [
    {
      asset: target.to,
      attack: 'reads',
      edges: [target.index],
      saying: `What ${application.name} sends comes from ${target.to.name}.`,
      evidence: view.evidence(target),
    },
  ];
}

/** How that is known. */
const HOW: Record<KeyUse['how'], (variable: string | undefined) => string> = {
  given: () => 'the value stands in the call of its client',
  written: (variable) => `the value stands in its code as ${variable}`,
  deployed: (variable) => `what runs it sets ${variable}`,
  named: () => 'its code names it and loads where it stands',
  loaded: (variable) => `its client reads ${variable} unless it is given another`,
};

function fixesFor(secret: Asset, standing: Standing, opened: Link, where: Link, holder: Link): CandidateFix[] {
  const { revoke, remove } = sourceFixes(secret, standing, where, opened);
  return [
    revoke,
    {
      text: `Give ${holder.from.name} the new key from a secret manager at start, limited to the models and the budget it needs.`,
      cuts: [holder.index],
      cost: 2,
    },
    remove,
  ];
}
