import { evaluateTerraform } from '../../code/hcl/evaluate.ts';
import { parseHcl } from '../../code/hcl/parse.ts';
import { parseHclJson } from '../../code/hcl/parse-json.ts';
import type { Body } from '../../code/hcl/syntax.ts';
import { defineDetector } from '../../detector.ts';
import { awsAgentcore } from './aws-agentcore.ts';
import { awsBedrockAccount } from './aws-bedrock-account.ts';
import { awsBedrock } from './aws-bedrock.ts';
import { awsCompute } from './aws-compute.ts';
import { awsKeys } from './aws-keys.ts';
import { awsHosts } from './aws-hosts.ts';
import { awsIdentity } from './aws-identity.ts';
import { awsApis } from './aws-network.ts';
import { awsSagemaker } from './aws-sagemaker.ts';
import { awsSearch } from './aws-search.ts';
import { awsStorage } from './aws-storage.ts';
import { azapi } from './azapi.ts';
import { azureAi } from './azure-ai.ts';
import { azureCompute } from './azure-compute.ts';
import { azureData } from './azure-data.ts';
import { azureIdentities, azureRoles } from './azure-identity.ts';
import { azureLogs } from './azure-logs.ts';
import { createDeclared } from './declared.ts';
import { gcpAi } from './gcp-ai.ts';
import { gcpAssistants } from './gcp-assistants.ts';
import { gcpCompute } from './gcp-compute.ts';
import { gcpData } from './gcp-data.ts';
import { gcpIdentities, gcpRoles } from './gcp-identity.ts';
import { logRetention } from './log-retention.ts';

interface Facts {
  body: Body;
  /** First line of what could not be read. */
  problems: { line: number; reason: string }[];
}

/** Terraform: what a configuration declares, with variables, locals and local modules resolved. */
export default defineDetector<Facts>({
  id: 'terraform',
  version: 2,
  title: 'AI, storage, identities and code declared in Terraform (AWS, Azure, Google Cloud)',
  reads: { files: ['*.tf', '*.tf.json', '*.tfvars', '*.tfvars.json'], maxBytes: 4 * 1024 * 1024 },
  emits: [
    'data-store',
    'identity',
    'workload',
    'agent',
    'tool',
    'guardrail',
    'model',
    'model-endpoint',
    'model-artifact',
    'notebook',
    'provider',
    'zone',
    'knowledge-base',
    'prompt',
    'runs-as',
    'runs-on',
    'exposed-to',
    'serves',
    'loads',
    'stored-in',
    'provided-by',
    'uses-model',
    'guarded-by',
    'prompted-by',
    'calls-tool',
    'embeds-with',
    'sourced-from',
    'retrieves-from',
    'delegates-to',
    'derived-from',
    'trained-on',
    'dataset',
    'registry',
    'gateway',
    'account',
    'secret',
    'image',
    'memory',
    'mcp-server',
    'vector-store',
    'pipeline',
    'ai-endpoint',
    'holds',
    'grants',
    'may',
    'logs-to',
    'connects-to',
    'runs-image',
    'contains',
    'exposes-tool',
    'routes-to',
  ],
  facts({ path, text }) {
    const { body, problems } = path.endsWith('.json') ? parseHclJson(text) : parseHcl(text);
    if (body.blocks.length === 0 && body.attributes.length === 0 && problems.length === 0) return undefined;
    return { body, problems: problems.slice(0, 20) };
  },
  link(linking) {
    const files = [...linking.files].map(([path, { body }]) => ({ path, body }));
    for (const [file, { problems }] of linking.files) {
      const first = problems[0];
      if (first)
        linking.cover({
          file,
          status: 'partial',
          reason: `Line ${first.line}: ${first.reason}${problems.length > 1 ? `, and ${problems.length - 1} more` : ''}. The rest of the file was read.`,
        });
    }
    const configuration = evaluateTerraform(files);
    for (const { file, line, reason } of configuration.problems)
      linking.cover({ ...(file === '' ? {} : { file }), status: 'skipped', reason: `${line > 0 ? `Line ${line}: ` : ''}${reason}.` });
    for (const { kind, source, file } of configuration.modules) {
      if (kind === 'external')
        linking.cover({ file, status: 'skipped', reason: `Module ${source} comes from elsewhere: what it declares is not seen.` });
    }
    const declared = createDeclared(configuration, linking);
    // Identities and stores first, what uses them after: a reference is followed to what its resource became.
    awsStorage(declared);
    awsIdentity(declared);
    azureIdentities(declared);
    azureData(declared);
    gcpIdentities(declared);
    gcpData(declared);
    awsSearch(declared);
    awsBedrock(declared);
    awsSagemaker(declared);
    azureAi(declared);
    azapi(declared);
    gcpAi(declared);
    gcpAssistants(declared);
    awsAgentcore(declared);
    awsCompute(declared);
    awsHosts(declared);
    azureCompute(declared);
    gcpCompute(declared);
    awsApis(declared);
    awsBedrockAccount(declared);
    awsKeys(declared);
    azureLogs(declared);
    logRetention(declared);
    azureRoles(declared);
    gcpRoles(declared);
    const { assets, edges } = declared.emitter.observations;
    return { assets: [...declared.observations.assets, ...assets], edges: [...declared.observations.edges, ...edges] };
  },
});
