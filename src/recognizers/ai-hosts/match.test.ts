import { describe, expect, it } from 'vitest';
import catalogue from './ai-domains.json' with { type: 'json' };
import { findAiHosts, matchAiHost } from './match.ts';

describe('matchAiHost', () => {
  it.each([
    ['api.openai.com', { vendor: 'OpenAI', category: 'api', evidence: 'strong', provider: 'openai' }],
    ['API.OpenAI.com.', { domain: 'api.openai.com' }],
    ['api.openai.com:443', { domain: 'api.openai.com' }],
    ['acme-prod.openai.azure.com', { provider: 'azure-openai', account: 'acme-prod', accountKind: 'account' }],
    ['acme.cognitiveservices.azure.com', { provider: 'azure-openai', account: 'acme' }],
    ['acme.services.ai.azure.com', { provider: 'azure-ai', account: 'acme' }],
    ['chat-ep.eastus2.inference.ml.azure.com', { provider: 'azure-ml', account: 'chat-ep', accountKind: 'endpoint', region: 'eastus2' }],
    [
      'bedrock-runtime.us-east-1.amazonaws.com',
      { provider: 'aws-bedrock', product: 'Bedrock inference', account: 'us-east-1', accountKind: 'region' },
    ],
    ['bedrock-agent-runtime.eu-central-1.amazonaws.com', { product: 'Bedrock agents and knowledge bases', account: 'eu-central-1' }],
    ['bedrock-runtime-fips.us-gov-west-1.amazonaws.com', { provider: 'aws-bedrock', account: 'us-gov-west-1' }],
    ['vpce-0a1-b2.bedrock-runtime.us-west-2.vpce.amazonaws.com', { provider: 'aws-bedrock', account: 'us-west-2' }],
    ['bedrock.us-east-1.amazonaws.com', { product: 'Bedrock control' }],
    ['runtime.sagemaker.us-east-1.amazonaws.com', { provider: 'aws-sagemaker', account: 'us-east-1' }],
    ['d-abc123.studio.us-east-1.sagemaker.aws', { product: 'SageMaker Studio', account: 'us-east-1' }],
    ['us-central1-aiplatform.googleapis.com', { provider: 'google-vertex', account: 'us-central1', accountKind: 'region' }],
    ['aiplatform.googleapis.com', { provider: 'google-vertex' }],
    ['generativelanguage.googleapis.com', { provider: 'google-gemini' }],
    [
      'adb-123456789.7.azuredatabricks.net',
      { provider: 'databricks', account: 'adb-123456789', accountKind: 'workspace', evidence: 'medium' },
    ],
    ['dbc-a1b2c3d4-e5f6.cloud.databricks.com', { provider: 'databricks', account: 'dbc-a1b2c3d4-e5f6' }],
    ['docs-abc12de.svc.us-east1-gcp.pinecone.io', { provider: 'pinecone' }],
    ['abcdefghijkl.supabase.co', { evidence: 'weak', account: 'abcdefghijkl', accountKind: 'project' }],
    ['api.us-east.claude.ai', { domain: 'claude.ai' }],
    ['chat.deepseek.com', { evidence: 'strong', domain: 'chat.deepseek.com' }],
    ['www.deepseek.com', { evidence: 'medium', domain: 'deepseek.com' }],
    ['us.cloud.langfuse.com', { provider: 'langfuse' }],
    ['openrouter.ai', { category: 'gateway', provider: 'openrouter' }],
  ])('knows %s', (host, expected) => {
    expect(matchAiHost(host)).toMatchObject(expected);
  });
  it.each([
    'example.com',
    'notopenai.com',
    'api.openai.com.evil.example',
    'xapi.openai.com',
    'bedrock.backups.s3.us-east-1.amazonaws.com',
    'bedrock.acme.s3.amazonaws.com',
    's3.us-east-1.amazonaws.com',
    'storage.googleapis.com',
    'evil-openai.azure.com.attacker.io',
    'fooclaude.ai',
    '',
    'localhost',
    '127.0.0.1',
    'a'.repeat(5000),
    'x..openai.azure.com',
    'http://api.openai.com',
  ])('does not know %s', (host) => {
    expect(matchAiHost(host)).toBeUndefined();
  });
  it('reads the project of a Pinecone index only from an index host', () => {
    expect(matchAiHost('docs-abc12de.svc.pinecone.io')).toMatchObject({ account: 'abc12de', accountKind: 'project' });
    expect(matchAiHost('docs-abc12de.svc.us-east1-gcp.pinecone.io')).toMatchObject({
      account: 'abc12de',
      accountKind: 'project',
      region: 'us-east1-gcp',
    });
    expect(matchAiHost('api.pinecone.io')).not.toHaveProperty('account');
  });
  it('finds every listed domain, and subdomains exactly where the entry says so', () => {
    expect(catalogue.domains).toHaveLength(catalogue.about.count);
    for (const entry of catalogue.domains) {
      if (entry.match === 'pattern') {
        expect(matchAiHost(entry.domain.replace('*', 'us-east-1'))?.domain).toBe(entry.domain);
        continue;
      }
      expect(matchAiHost(entry.domain)).toMatchObject({ domain: entry.domain, vendor: entry.vendor });
      const below = matchAiHost(`zz.${entry.domain}`)?.domain;
      if (entry.match === 'suffix') expect(below).toBe(entry.domain);
      else expect(below).not.toBe(entry.domain);
    }
  });
});

describe('findAiHosts', () => {
  it('finds hosts in URLs with their place', () => {
    const text =
      'a = 1\nclient = OpenAI(base_url="https://api.deepseek.com/v1")\n# see [docs](https://example.com) and https://user:x@api.groq.com.\n';
    const found = findAiHosts(text);
    expect(found.map(({ host, line, match }) => [host, line, match.provider])).toEqual([
      ['api.deepseek.com', 2, 'deepseek'],
      ['api.groq.com', 3, 'groq'],
    ]);
    expect(found[0] && text.slice(found[0].start, found[0].end)).toBe('api.deepseek.com');
  });
  it.each([
    'f"https://{account}.openai.azure.com/"',
    '`https://${process.env.AZ}.openai.azure.com`',
    'https://<your-resource>.openai.azure.com',
    '"https://%s.openai.azure.com" % name',
    'https://{{ name }}.openai.azure.com',
  ])('sees through the hole in %s', (text) => {
    expect(findAiHosts(text)).toMatchObject([{ templated: true, match: { provider: 'azure-openai' } }]);
    expect(findAiHosts(text)[0]?.match).not.toHaveProperty('account');
  });
  it('reads a region that is filled in at run time', () => {
    expect(findAiHosts('f"https://bedrock-runtime.{region}.amazonaws.com"')).toMatchObject([
      { templated: true, match: { provider: 'aws-bedrock' } },
    ]);
  });
  it('finds nothing in text without AI hosts, and ends on hostile text', () => {
    expect(findAiHosts('https://example.com http:// ://x ftp://')).toEqual([]);
    expect(findAiHosts('://'.repeat(300_000))).toEqual([]);
    expect(findAiHosts(`https://${'a.'.repeat(500_000)}`)).toEqual([]);
    expect(findAiHosts('https://api.openai.com '.repeat(60_000))).toHaveLength(60_000);
    expect(findAiHosts('https://{'.repeat(200_000))).toEqual([]);
  });
});
