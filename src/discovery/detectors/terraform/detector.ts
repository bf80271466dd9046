import { evaluateTerraform } from '../../code/hcl/evaluate.ts';
import { normalPath } from '../../code/hcl/module-source.ts';
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
import { awsRegistries } from './aws-registries.ts';
import { awsSagemaker } from './aws-sagemaker.ts';
import { awsSearch } from './aws-search.ts';
import { awsStorage } from './aws-storage.ts';
import { azapi } from './azapi.ts';
import { azureAi } from './azure-ai.ts';
import { azureCompute } from './azure-compute.ts';
import { azureData } from './azure-data.ts';
import { azureHosts } from './azure-hosts.ts';
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
  /** Files it names in file() and templatefile(), as paths from the root of the target. */
  reads?: string[];
  /** Of a file that is read for those. */
  text?: string;
}

const MOST_READS = 50;
const LONGEST_TEXT = 200_000;

/** Paths in calls of file() and templatefile(); one without a variable of the language stands beside the module or at its root. */
function readsIn(path: string, text: string): string[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const out = new Set<string>();
  for (const [, written] of text.matchAll(/\b(?:template)?file\(\s{0,20}"((?:\$\{path\.(?:module|root|cwd)\}\/)?[^"$\n]{1,300})"/g)) {
    const plain = written!.replace(/^\$\{[^}]{1,20}\}\//, '');
    const found = normalPath(`${folder}${plain}`);
    if (found !== '' && !plain.startsWith('/') && !plain.startsWith('~')) out.add(found);
    if (out.size >= MOST_READS) break;
  }
  return [...out];
}

const NOTHING: Body = { attributes: [], blocks: [] };

/** Terraform: what a configuration declares, with variables, locals and local modules resolved. */
export default defineDetector<Facts>({
  id: 'terraform',
  version: 3,
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
  wants({ files, paths }) {
    return [...files.values()].flatMap(({ reads }) => reads ?? []).filter((path) => paths.has(path) && !files.has(path));
  },
  facts({ path, text }) {
    if (!/\.(?:tf|tfvars)(?:\.json)?$/.test(path)) return text.length > LONGEST_TEXT ? undefined : { body: NOTHING, problems: [], text };
    const { body, problems } = path.endsWith('.json') ? parseHclJson(text) : parseHcl(text);
    if (body.blocks.length === 0 && body.attributes.length === 0 && problems.length === 0) return undefined;
    const reads = readsIn(path, text);
    return { body, problems: problems.slice(0, 20), ...(reads.length > 0 ? { reads } : {}) };
  },
  link(linking) {
    const files = [...linking.files].flatMap(([path, { body, text }]) => (text === undefined ? [{ path, body }] : []));
    const texts = new Map([...linking.files].flatMap(([path, { text }]): [string, string][] => (text === undefined ? [] : [[path, text]])));
    for (const [file, { problems }] of linking.files) {
      const first = problems[0];
      if (first)
        linking.cover({
          file,
          status: 'partial',
          reason: `Line ${first.line}: ${first.reason}${problems.length > 1 ? `, and ${problems.length - 1} more` : ''}. The rest of the file was read.`,
        });
    }
    const configuration = evaluateTerraform(files, { texts });
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
    awsRegistries(declared);
    awsCompute(declared);
    awsHosts(declared);
    azureCompute(declared);
    azureHosts(declared);
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
