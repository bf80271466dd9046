import type { Evidence } from '../../../core/evidence.ts';
import type { Severity } from '../../../core/finding.ts';
import type { Json } from '../../../core/observation.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Exposed, exposedTo, productOf } from '../../exposed.ts';
import { lowered } from '../../secrets.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

interface Weak {
  product: string;
  account: string;
  how: 'default' | 'trivial' | 'unset' | 'none';
  where: string;
  /** As it stands in the evidence. */
  detail: string;
}

/**
 * A login that everybody knows or guesses, in what runs: the password that the documentation of a product gives it, 123456, the
 * product's own because none is given, none at all. From where it can be reached decides how bad that is; the desk of a developer is
 * no finding. What asks nobody at all and serves models, vectors or notebooks is told by the checks on those. Sources of the defaults:
 * recognizers/default-logins/products.ts.
 */
export default defineCheck({
  id: 'default-credentials',
  title: 'Login that everybody knows or guesses',
  severity: 'high',
  applies: ['workload', 'model-endpoint', 'gateway', 'vector-store', 'notebook', 'registry', 'ai-endpoint', 'data-store', 'application'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0012' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-13' },
  ],
  judge(asset, view): Judgement | undefined {
    const weak = weakOf(asset);
    if (weak.length === 0) return undefined;
    const exposed = asset.kind === 'application' ? running(asset, view) : (exposedTo(asset, view) ?? listening(asset));
    if (!exposed) return undefined;
    const severity = severityOf(asset, exposed, weak);
    return severity === undefined ? { status: 'pass' } : fault(asset, exposed, weak, severity, view);
  },
});

function weakOf(asset: Asset): Weak[] {
  const list: Json | undefined = asset.properties['weakLogins'];
  return Array.isArray(list) ? list : [];
}

/** A server whose configuration says on which addresses it listens (detectors/jupyter-server). */
function listening(asset: Asset): Exposed | undefined {
  const listens = textOf(asset, 'listens');
  if (listens === undefined) return undefined;
  const all = listens === 'all' || listens === 'unknown';
  return {
    reach: listens === 'local' ? 'private' : all ? 'open' : 'unknown',
    how: all ? 'every address of its machine' : `the address ${listens}`,
    auth: 'some',
    authWhy: '',
    evidence: [],
  };
}

const FARTHEST = ['internet', 'open', 'unknown', 'private'];

/** An application is reached as the farthest of what runs it. */
function running(application: Asset, view: View): Exposed {
  const ways = view
    .out(application, 'runs-on')
    .flatMap(({ to }) => exposedTo(to, view) ?? [])
    .sort((a, b) => FARTHEST.indexOf(a.reach) - FARTHEST.indexOf(b.reach));
  return ways[0] ?? { reach: 'unknown', how: 'nothing that was read deploys it', auth: 'unknown', authWhy: '', evidence: [] };
}

const DESKS = new Set(['development', 'test', 'sandbox']);

/** By from where it can be reached and what it runs for; undefined where only a developer's own machine reaches it. */
function severityOf(asset: Asset, { reach, auth }: Exposed, weak: readonly Weak[]): Severity | undefined {
  const environment = textOf(asset, 'environment');
  const platform = textOf(asset, 'platform');
  const production = environment === 'production';
  const desk = DESKS.has(environment ?? '') || (platform === 'docker-compose' && !production);
  // What nobody wrote down may have been changed after the first start.
  const stated = weak.some(({ how }) => how === 'default' || how === 'trivial');
  const fronted = textOf(asset, 'frontAuth') === 'present' || (asset.kind === 'workload' && auth === 'some');
  if (reach === 'internet') {
    const base = stated && !DESKS.has(environment ?? '') ? 'critical' : 'high';
    return fronted ? lowered(base) : base;
  }
  if (reach === 'open') return desk ? 'low' : production && stated ? 'high' : 'medium';
  if (!stated || desk || textOf(asset, 'listens') === 'local') return undefined;
  if (reach === 'unknown') return platform === 'container-image' || production ? 'medium' : 'low';
  return 'low';
}

function fault(asset: Asset, exposed: Exposed, weak: readonly Weak[], severity: Severity, view: View): Judgement {
  const first = weak[0]!;
  const product = asset.kind === 'workload' ? first.product : asset.kind === 'application' ? 'The application' : productOf(asset);
  const isPublic = exposed.reach === 'internet';
  const users = view.into(asset, 'connects-to', 'retrieves-from').map(({ from }) => from.name);
  const lines = weak.flatMap(({ detail }) => asset.evidence.filter((one) => one.detail === detail));
  const evidence = unique([...lines, ...exposed.evidence, ...asset.evidence.slice(0, 1)]);
  return {
    status: 'fail',
    severity,
    title: `${asset.name}: ${said(first)}${weak.length > 1 ? ` and ${weak.length - 1} more` : ''}`,
    saw: `${product} ${asset.name} has ${listed(weak.map(said), 5)}. It is reached by ${reachText(exposed)}. No value is shown here.`,
    why: `${isPublic ? 'Programs try exactly these on every address of the internet' : 'Whoever stands in the same network tries these first'}: no weakness is needed to sign in and do what the account may do${users.length > 0 ? `, with what ${listed(users, 3)} keeps there` : ''}.`,
    fix: fixOf(asset, weak),
    verify: `Signing in with the old value is refused, and the next scan passes.`,
    evidence,
    exploitability: isPublic || exposed.reach === 'open' ? 'trivial' : 'foothold',
    reachability: isPublic ? 'internet' : 'internal',
    ...(exposed.auth === 'some' && asset.kind === 'workload' ? { control: 'partial' as const } : {}),
  };
}

function reachText({ reach, how }: Exposed): string {
  if (reach === 'internet') return `the internet (${how})`;
  if (reach === 'open') return how;
  if (reach === 'private') return `what runs beside it (${how})`;
  return `whoever reaches where it runs, which was not seen (${how})`;
}

/** "the password of the administrator from the documentation of MLflow (MLFLOW_AUTH_ADMIN_PASSWORD)" */
function said({ product, account, how, where }: Weak): string {
  if (how === 'none') return `no ${account} at all (${where})`;
  if (how === 'unset') return `the ${account} that ${product} comes with, since ${where} is not set`;
  return how === 'default'
    ? `the ${account} from the documentation of ${product} (${where})`
    : `a ${account} that is guessed at once (${where})`;
}

function fixOf(asset: Asset, weak: readonly Weak[]): { text: string; command?: string; patch?: string } {
  const names = [...new Set(weak.map(({ where }) => where))];
  if (asset.kind === 'application')
    return {
      text: `Take the login out of ${listed(names)}: let people sign in with your identity provider, or read the value from the environment and refuse to start without it. Change it where an account has it already, and look through the log for sign-ins you do not know.`,
      patch: 'password = os.environ["ADMIN_PASSWORD"]  # no default',
    };
  const signing = weak.some(({ account }) => account.includes('signed') || account.includes('encrypted'));
  const text = `Make a value for each (\`openssl rand -base64 32\`), give it to ${asset.name} from a secret store and set ${listed(names)} from there; change it in the running service as well, since most products read it at their first start only.${signing ? ' A new signing key ends every session, which is what you want here.' : ''} Then look through the log for sign-ins you do not know.`;
  const variables = names.filter((name) => /^\w+$/.test(name));
  const platform = textOf(asset, 'platform');
  if (variables.length === 0) return { text };
  if (platform === 'docker-compose')
    return { text, patch: `environment:\n${variables.map((name) => `  ${name}: \${${name}:?}`).join('\n')}` };
  if (platform === 'kubernetes')
    return {
      text,
      patch: `env:\n${variables.map((name) => `  - name: ${name}\n    valueFrom:\n      secretKeyRef: { name: ${asset.name}-login, key: ${name} }`).join('\n')}`,
    };
  return { text };
}

function unique(list: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return list.filter((one) => {
    const id = `${one.file} ${one.line} ${one.detail}`;
    return !seen.has(id) && seen.add(id);
  });
}
