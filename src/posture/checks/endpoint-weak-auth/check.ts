import type { Evidence } from '../../../core/evidence.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { toolsOf } from '../../agents.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { dataOf, described, worstData } from '../../data.ts';
import { closingPort, isDeskServer } from '../../exposed.ts';
import { placedOf } from '../../placed.ts';
import { systemAt } from '../../systems.ts';
import { type Link, textOf, textsOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * An entry of ours that reaches a model or agent, asks nobody who is calling and answers the internet. A public help box is
 * no scandal: what lies behind it (data, tools that act) moves the severity through the score.
 */
export default defineCheck({
  id: 'endpoint-weak-auth',
  title: 'AI entry that asks nobody who is calling',
  severity: 'medium',
  applies: ['ai-endpoint', 'workload'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0040' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-13' },
  ],
  judge(endpoint, view): Judgement | undefined {
    if (endpoint.kind === 'workload') return judgeWorkload(endpoint, view);
    const auth = textOf(endpoint, 'auth');
    if (auth === 'present') return { status: 'pass' };
    if (auth !== 'none')
      return { status: 'unknown', saw: `Whether ${endpoint.name} asks who is calling could not be read${said(endpoint)}.` };
    const exposures = view.out(endpoint, 'exposed-to').filter((link) => link.to.name === 'internet');
    const open = exposures.filter((link) => view.properties(link)['auth'] === 'none');
    if (open.length > 0) return fault(endpoint, open, view);
    if (exposures.length > 0) {
      const unclear = exposures.some((link) => view.properties(link)['auth'] === undefined);
      return unclear
        ? { status: 'unknown', saw: `${endpoint.name} asks nobody who is calling; what stands in front of it was not seen.` }
        : { status: 'pass' };
    }
    const port = view.out(endpoint, 'exposed-to').find((link) => link.to.name === 'corporate' && view.properties(link)['auth'] === 'none');
    if (port) return onOpenPort(endpoint, port, view);
    const workloads = workloadsOf(endpoint, view);
    const isPrivate = workloads.length > 0 && workloads.every((workload) => view.out(workload, 'exposed-to').length === 0);
    if (isPrivate) return { status: 'pass' };
    const near = nearOpen(endpoint, view);
    if (near) return openNear(endpoint, near, view);
    return {
      status: 'unknown',
      saw: `${endpoint.name} asks nobody who is calling${said(endpoint)}; from where it can be reached was not seen.`,
      evidence: endpoint.evidence.slice(0, 1),
    };
  },
});

/** What makes it likely that others reach it, where nothing says from where: its place of evidence and its words. */
interface Near {
  words: string;
  evidence: Evidence[];
}

/** Frameworks whose routes are pages of a site. */
const SITES: ReadonlySet<string> = new Set(['next', 'sveltekit', 'nitro']);

/** Sister entries that ask who is calling, a server that answers on every address, a route of a site. */
function nearOpen(endpoint: Asset, view: View): Near | undefined {
  const owners = view.into(endpoint, 'contains').map((link) => link.from);
  for (const owner of owners) {
    const listens = placedOf<{ file: string; line: number; form: string; what: string }>(owner, 'weakSettings', ({ what }) => what).find(
      ({ entry }) => entry.form === 'listens' && !startsMcpServer(owner, entry, view),
    )?.entry;
    if (listens)
      return {
        words: `its server answers on every address (${listens.what} at ${listens.file}:${listens.line})`,
        evidence: [{ target: endpoint.evidence[0]?.target ?? '', file: listens.file, line: listens.line, detail: listens.what }],
      };
    const asking = view
      .out(owner, 'contains')
      .map((link) => link.to)
      .find((asset) => asset.kind === 'ai-endpoint' && textOf(asset, 'auth') === 'present');
    // The one that is right is named, not pointed at: nothing is to be changed there.
    if (asking) return { words: `${asking.name} of the same application asks who is calling`, evidence: [] };
  }
  return SITES.has((textOf(endpoint, 'library') ?? '').toLowerCase()) ? { words: 'it is a route of a web site', evidence: [] } : undefined;
}

/** The address of an MCP server of the same application is not the one the entry answers on. */
function startsMcpServer(owner: Asset, { file, line }: { file: string; line: number }, view: View): boolean {
  return view.out(owner, 'contains').some(({ to }) => {
    if (to.kind !== 'mcp-server') return false;
    const at = to.properties['served'] as { file?: string; line?: number } | undefined;
    return at?.file === file && at.line === line;
  });
}

function openNear(endpoint: Asset, near: Near, view: View): Judgement {
  const whole = fault(endpoint, [], view);
  if (whole.status !== 'fail') return whole;
  return {
    ...whole,
    severity: 'low',
    title: `${endpoint.name} asks nobody who is calling`,
    saw: `${endpoint.name} asks nobody who is calling${said(endpoint)}; ${near.words}. From where it is reached was not seen.`,
    why: whole.why.replace(/^Anybody can/, 'Whoever reaches it can'),
    evidence: [...endpoint.evidence.slice(0, 1), ...near.evidence],
    confidence: 0.7,
    exploitability: 'trivial',
    reachability: 'internal',
  };
}

/** A function or container that uses AI and whose code was not read: what stands in front of it still says who gets in. */
function judgeWorkload(workload: Asset, view: View): Judgement | undefined {
  const exposures = view.out(workload, 'exposed-to').filter((link) => link.to.name === 'internet');
  if (exposures.length === 0 || !systemAt(workload, view)) return undefined;
  // What it serves is told as what it is.
  if (view.into(workload, 'runs-on').length > 0) return undefined;
  const open = exposures.filter((link) => view.properties(link)['auth'] === 'none');
  // Behind a port that is only open the program may still ask; a gateway or address of the platform says so itself.
  const platform = textOf(workload, 'platform') ?? '';
  if (open.length === 0) return { status: 'pass' };
  // Cloud Run asks for IAM until somebody lets everybody in: that was a choice, though the program may still ask.
  if (platform === 'gcp-cloud-run' && open.some((link) => letsEverybodyIn(view.properties(link)['how']))) {
    const whole = fault(workload, open, view);
    return whole.status === 'fail' ? { ...whole, severity: 'low', confidence: 0.6 } : whole;
  }
  if (!/lambda|function/.test(platform))
    return {
      status: 'unknown',
      saw: `${workload.name} uses AI and the internet reaches it; whether its program asks who is calling was not seen.`,
      evidence: open.flatMap((link) => view.evidence(link)).slice(0, 1),
    };
  return fault(workload, open, view);
}

function letsEverybodyIn(how: unknown): boolean {
  return typeof how === 'string' && /allUsers|no check/.test(how);
}

/** An application that is started with a published port and without a sign-in: everybody of the network uses it. */
function onOpenPort(endpoint: Asset, port: Link, view: View): Judgement {
  const { how } = view.properties(port);
  const isDesk = isDeskServer(endpoint);
  return {
    status: 'fail',
    severity: isDesk ? 'low' : 'medium',
    title: `${endpoint.name} lets in whoever reaches its ${isDesk ? 'machine' : 'host'}`,
    saw: `${textOf(endpoint, 'product') ?? endpoint.name} listens on ${typeof how === 'string' ? how : 'an open port'} and asks nobody who is calling${said(endpoint)}.`,
    why: 'Whoever stands in the same network uses the models and keys behind it, reads what others asked, and changes what it answers.',
    fix: {
      text: 'Switch its sign-in on, and publish the port on 127.0.0.1 or behind a proxy that signs people in.',
      ...closingPort(endpoint, { how: typeof how === 'string' ? how : '', reach: 'open', auth: 'none', authWhy: '', evidence: [] }),
    },
    verify: 'A request from another machine of the network is asked to sign in, and the next scan passes.',
    evidence: [...view.evidence(port), ...endpoint.evidence.slice(0, 2)],
    exploitability: 'trivial',
    reachability: 'internal',
  };
}

function said(endpoint: Asset): string {
  const why = textOf(endpoint, 'authWhy');
  return why === undefined ? '' : ` (${why})`;
}

/** Where the code behind the entry runs: its application, or the agents it passes requests to. */
function workloadsOf(endpoint: Asset, view: View): Asset[] {
  const near = [...view.into(endpoint, 'contains').map((link) => link.from), ...view.out(endpoint, 'routes-to').map((link) => link.to)];
  return near.flatMap((asset) => view.out(asset, 'runs-on').map((link) => link.to)).filter((asset) => asset.kind === 'workload');
}

function fault(endpoint: Asset, open: readonly Link[], view: View): Judgement {
  const agents = view
    .out(endpoint, 'routes-to')
    .map((link) => link.to)
    .filter((asset) => asset.kind === 'agent');
  const tools = agents.flatMap((agent) => toolsOf(agent, view).map((one) => one.tool));
  const acts = tools.filter((tool) =>
    textsOf(tool, 'capabilities').some((one) => ['money-movement', 'irreversible-action', 'code-execution'].includes(one)),
  );
  const data = worstData([endpoint, ...agents, ...tools].flatMap((asset) => dataOf(asset, view)))?.to;
  const how = open[0] && view.properties(open[0])['how'];
  const behind = [...agents.map(({ name }) => `the agent ${name}`), ...(data ? [described(data)] : []), ...acts.map(({ name }) => name)];
  return {
    status: 'fail',
    title: `Anybody on the internet can call ${endpoint.name}${agents[0] ? `, which answers with ${agents[0].name}` : ''}`,
    saw: `${endpoint.name} answers the internet${typeof how === 'string' ? ` (${how})` : ''} and asks nobody who is calling${said(endpoint)}.${behind.length > 0 ? ` Behind it: ${listed(behind, 5)}.` : ''}`,
    why: `Anybody can ${acts.length > 0 ? `have ${listed(acts.map(({ name }) => name))} act` : 'use the model on your account'}${data ? `, ask for what ${data.name} holds` : ''} and try as often as they like, without a name to block or to bill.`,
    fix: {
      text: `Let the caller show who they are: a session or token that the handler checks, or IAM or an authoriser in front. Where it is meant for everybody, keep data and acting tools away from it and limit requests, length and spending per address.`,
      ...(how === 'Lambda function URL'
        ? { patch: 'authorization_type = "AWS_IAM"' }
        : textOf(endpoint, 'library') === 'fastapi'
          ? { patch: 'def handler(..., caller: Annotated[str, Depends(authenticated)]):' }
          : {}),
    },
    verify: `A request to ${textOf(endpoint, 'path') ?? endpoint.name} without credentials answers 401 or 403, and the next scan passes.`,
    evidence: [...endpoint.evidence.slice(0, 1), ...open.flatMap((link) => view.evidence(link))],
    exploitability: 'trivial',
    reachability: 'internet',
  };
}
