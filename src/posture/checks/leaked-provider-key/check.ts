import { defineCheck } from '../../check.ts';
import { judgeSecret } from '../../secrets.ts';

const SEVERITY = 'critical';

/** A key of an AI provider by value: it opens an account with spending, files, logs and fine-tuned models in it. */
export default defineCheck({
  id: 'leaked-provider-key',
  title: 'Key of an AI provider in clear',
  severity: SEVERITY,
  applies: 'secret',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM06' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0055' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-14' },
  ],
  judge: (secret, view) => (secret.properties['ai'] === true ? judgeSecret(secret, view, SEVERITY) : undefined),
});
