import { defineCheck } from '../../check.ts';
import { judgeSecret } from '../../secrets.ts';

const SEVERITY = 'high';

/** Any other secret by value: what AI reaches (code, databases, payments, mail) is opened by such keys. */
export default defineCheck({
  id: 'leaked-credential',
  title: 'Credential in clear',
  severity: SEVERITY,
  applies: 'secret',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
    { framework: 'owasp-mcp', edition: '2025-beta', control: 'MCP01:2025' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0055' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'IAM-14' },
  ],
  judge: (secret, view) => (secret.properties['ai'] === true ? undefined : judgeSecret(secret, view, SEVERITY)),
});
