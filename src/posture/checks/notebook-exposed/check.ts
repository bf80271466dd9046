import { defineCheck } from '../../check.ts';
import { textOf } from '../../view.ts';
import { commandName, shellWord } from '../../wording.ts';
import { judgeJupyter } from './jupyter.ts';
import { isOfOtherClouds, judgeManaged } from './managed.ts';
import { judgeServer } from './server.ts';

/**
 * A managed notebook with a way to the internet around the own network, or with root for everybody in it. Source of the rule:
 * AWS Security Hub controls SageMaker.1, SageMaker.2 and SageMaker.3. Both together are one finding. And a Jupyter server or hub
 * that asks nobody who they are (jupyter.ts), and managed notebooks with a public address (managed.ts).
 */
export default defineCheck({
  id: 'notebook-exposed',
  title: 'Notebook with direct internet access or root, or without a token',
  severity: 'medium',
  applies: 'notebook',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM04' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0035' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'I&S-03' },
  ],
  judge(notebook, view) {
    // What containers declare says how it is reached.
    if (textOf(notebook, 'reach') !== undefined) return judgeServer(notebook, view);
    const server = textOf(notebook, 'server');
    if (server === 'jupyter' || server === 'jupyterhub') return judgeJupyter(notebook, view);
    if (isOfOtherClouds(notebook)) return judgeManaged(notebook, view);
    const direct = textOf(notebook, 'directInternetAccess');
    const root = textOf(notebook, 'rootAccess');
    if (direct === undefined && root === undefined) return undefined;
    if (![direct, root].some((one) => one === 'Enabled')) {
      return [direct, root].every((one) => one === undefined || one === 'Disabled')
        ? { status: 'pass' }
        : { status: 'unknown', saw: `Whether ${notebook.name} reaches the internet directly is decided by a variable.` };
    }
    const isDirect = direct === 'Enabled';
    const isRoot = root === 'Enabled';
    const role = view.out(notebook, 'runs-as')[0]?.to;
    const reads = role === undefined ? [] : view.out(role, 'can-read', 'can-write').map((link) => link.to);
    const faults = [
      ...(isDirect
        ? [`reaches any address on the internet${notebook.properties['subnet'] === true ? '' : ' from a network that is not yours'}`]
        : []),
      ...(isRoot ? ['gives root to everybody who opens it'] : []),
    ].join(' and ');
    return {
      status: 'fail',
      severity: isDirect ? 'medium' : 'low',
      title: `${notebook.name} ${faults}`,
      saw: `${notebook.name} ${faults}.${role === undefined ? '' : ` It acts as ${role.name}${reads.length > 0 ? `, which can read ${[...new Set(reads.map(({ name }) => name))].slice(0, 3).join(', ')}` : ''}.`}`,
      why: `${isDirect ? 'Data leaves past every filter of your network, and a package installed from anywhere calls home unseen' : 'Whoever gets into it can switch off what watches it'}${isDirect && isRoot ? '; with root it can switch off what watches it' : ''}. Notebooks hold what no other place holds together: training data, keys and people who try things out.`,
      fix: {
        text: `${isDirect ? 'Place it in a private subnet with endpoints for what it needs and switch direct internet access off (the notebook is made anew). ' : ''}${isRoot ? 'Switch root access off; lifecycle scripts still run as root.' : ''}`.trim(),
        command: isRoot
          ? `aws sagemaker update-notebook-instance --notebook-instance-name ${shellWord(commandName(notebook))} --root-access Disabled`
          : `aws sagemaker describe-notebook-instance --notebook-instance-name ${shellWord(commandName(notebook))} --query '[DirectInternetAccess,SubnetId]'`,
        patch:
          `${isDirect ? 'subnet_id              = var.private_subnet\nsecurity_groups        = [var.notebook_security_group]\ndirect_internet_access = "Disabled"\n' : ''}${isRoot ? 'root_access            = "Disabled"' : ''}`.trim(),
      },
      verify: `\`aws sagemaker describe-notebook-instance --notebook-instance-name ${shellWord(commandName(notebook))}\` shows Disabled for both, and the next scan passes.`,
      evidence: notebook.evidence,
      exploitability: 'foothold',
      reachability: 'internal',
      harms: [notebook, ...reads],
    };
  },
});
