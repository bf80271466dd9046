import { evaluateTerraform } from '../../code/hcl/evaluate.ts';
import { parseHcl } from '../../code/hcl/parse.ts';
import { parseHclJson } from '../../code/hcl/parse-json.ts';
import type { Body } from '../../code/hcl/syntax.ts';
import { defineDetector } from '../../detector.ts';
import { awsAi } from './aws-ai.ts';
import { awsCompute } from './aws-compute.ts';
import { awsIdentity } from './aws-identity.ts';
import { awsStorage } from './aws-storage.ts';
import { createDeclared } from './declared.ts';

interface Facts {
  body: Body;
  /** First line of what could not be read. */
  problems: { line: number; reason: string }[];
}

/** Terraform: what a configuration declares, with variables, locals and local modules resolved. */
export default defineDetector<Facts>({
  id: 'terraform',
  version: 1,
  title: 'AI, storage, identities and code declared in Terraform (AWS)',
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
    awsStorage(declared);
    awsIdentity(declared);
    awsCompute(declared);
    awsAi(declared);
    return declared.observations;
  },
});
