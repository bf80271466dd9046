import type { Asset } from '../../../core/snapshot.ts';
import type { Judgement } from '../../check.ts';
import { textOf, type View } from '../../view.ts';
import { listed } from '../../wording.ts';

interface Cloud {
  product: string;
  fault: string;
  severity: 'low' | 'medium';
  fix: string;
  patch: string;
  verify: string;
}

/**
 * Notebooks that a cloud runs: a public address, or a way out past the own network. Root alone is not told, since a machine of one
 * person's own is meant to be theirs. Sources: registry.terraform.io google_workbench_instance, azurerm_machine_learning_compute_instance,
 * aws_sagemaker_domain.
 */
const CLOUDS: Readonly<Record<string, Cloud>> = {
  'gcp-workbench': {
    product: 'Vertex AI Workbench',
    fault: 'has a public address',
    severity: 'medium',
    fix: 'Take the public address away; people reach it through the proxy of Google as before, and it goes out through Cloud NAT.',
    patch: 'gce_setup {\n  disable_public_ip = true\n}',
    verify: '`gcloud workbench instances describe` shows disablePublicIp true, and the next scan passes.',
  },
  'azure-ml': {
    product: 'Azure Machine Learning',
    fault: 'has a public address',
    severity: 'medium',
    fix: 'Place the compute instance in a subnet without a public address (it is made anew).',
    patch: 'node_public_ip_enabled = false\nsubnet_resource_id     = azurerm_subnet.inner.id',
    verify: '`az ml compute show` shows no public address, and the next scan passes.',
  },
  'aws-sagemaker-studio': {
    product: 'SageMaker Studio',
    fault: 'reaches any address on the internet past your network',
    severity: 'low',
    fix: 'Keep its traffic inside the network, with endpoints for what it needs.',
    patch: 'app_network_access_type = "VpcOnly"',
    verify: '`aws sagemaker describe-domain` shows VpcOnly, and the next scan passes.',
  },
};

function cloudOf(notebook: Asset): Cloud | undefined {
  const platform = textOf(notebook, 'platform') ?? '';
  return Object.hasOwn(CLOUDS, platform) ? CLOUDS[platform] : undefined;
}

export function isOfOtherClouds(notebook: Asset): boolean {
  return cloudOf(notebook) !== undefined;
}

export function judgeManaged(notebook: Asset, view: View): Judgement | undefined {
  const cloud = cloudOf(notebook);
  const direct = textOf(notebook, 'directInternetAccess');
  if (!cloud || direct === undefined) return undefined;
  if (direct === 'Disabled') return { status: 'pass' };
  if (direct !== 'Enabled')
    return { status: 'unknown', saw: `Whether ${notebook.name} ${cloud.fault} is decided by a value that was not read.` };
  const roles = view.out(notebook, 'runs-as').map((link) => link.to);
  const may = roles.flatMap((role) => view.out(role, 'may', 'can-read', 'can-write').map((link) => link.to));
  const root = textOf(notebook, 'rootAccess') === 'Enabled';
  return {
    status: 'fail',
    severity: cloud.severity,
    title: `${notebook.name} ${cloud.fault}`,
    saw: `${cloud.product} ${notebook.name} ${cloud.fault}${root ? ' and gives root to who opens it' : ''}.${roles.length > 0 ? ` It acts as ${listed(roles.map(({ name }) => name))}${may.length > 0 ? `, which may use ${listed(may.map(({ name }) => name))}` : ''}.` : ''}`,
    why: 'Notebooks hold what no other place holds together: training data, keys and people who try things out. Past the own network data leaves unseen, and a rule that is too wide lets strangers try its ports.',
    fix: { text: cloud.fix, patch: cloud.patch },
    verify: cloud.verify,
    evidence: notebook.evidence,
    exploitability: 'foothold',
    reachability: 'internal',
    harms: [notebook, ...may],
  };
}
