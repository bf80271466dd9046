import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { assetNamed, failed, inPlace, under } from '../pharos.ts';

type Files = Record<string, string | Uint8Array>;

async function scanned(files: Files): Promise<Report> {
  let report: Report | undefined;
  await inPlace(under('estate', files), async (place) => void (report = await place.report()));
  return report!;
}

/** "person ana@… → saas-app ChatGPT", with the properties of the edge. */
function edges(report: Report, kind: string): Map<string, Record<string, unknown>> {
  const named = new Map(report.assets.map((asset) => [asset.id, `${asset.kind} ${asset.name}`]));
  return new Map(
    report.edges
      .filter((edge) => edge.kind === kind)
      .map((edge) => [`${named.get(edge.from)} → ${named.get(edge.to)}`, (edge.properties ?? {}) as Record<string, unknown>]),
  );
}

const PROXY = [
  '"Event Time","User","Client IP","Request Method","URL","Request Size","Response Size","Policy Action","DLP Engine"',
  '"2026-11-02 09:10:00","ines@kettle.example","10.5.0.4","GET","chatgpt.com/","700","48000","Allowed","None"',
  '"2026-11-02 09:12:44","ines@kettle.example","10.5.0.4","POST","chatgpt.com/backend-api/conversation","1800","9120","Allowed","None"',
  '"2026-11-04 16:40:10","ines@kettle.example","10.5.0.4","POST","chatgpt.com/backend-api/conversation","83211","9120","Allowed","PII"',
  '"2026-11-04 16:41:10","omar@kettle.example","10.5.0.9","POST","chatgpt.com/backend-api/files","2400100","300","Allowed","None"',
  '"2026-11-04 16:42:10","omar@kettle.example","10.5.0.9","POST","copilot.microsoft.com/c/api/chat","900","300","Allowed","None"',
  '"2026-11-04 16:43:10","omar@kettle.example","10.5.0.9","POST","chat.deepseek.com/api/v0/chat/completion","900","300","Blocked","None"',
  '"2026-11-04 16:44:10","omar@kettle.example","10.5.0.9","GET","www.example.org/news","900","300","Allowed","None"',
].join('\n');

describe('SCN-10 employees paste sensitive data into an unapproved chatbot', () => {
  it('tells from a proxy log who sent how much to what, since when, as one high finding', async () => {
    const report = await scanned({ 'pharos.yaml': 'sanctioned:\n  saas: [Microsoft Copilot]\n', 'exports/web.csv': PROXY });
    const [finding, ...others] = failed(report, 'shadow-ai-usage');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ on: 'ChatGPT', severity: 'high' });
    expect(finding!.saw).toContain('2 people used ChatGPT (ines@kettle.example and omar@kettle.example)');
    expect(finding!.saw).toContain('2.5 MB sent');
    expect(finding!.saw).toContain('the largest 2.4 MB (POST /backend-api/files)');
    expect(finding!.saw).toContain('data loss rules PII');
    expect(finding!.saw).toContain('since 2026-11-02T09:10:00Z, last 2026-11-04T16:41:10Z');
    expect(finding!.evidence.map(({ file, line }) => `${file}:${line}`)).toEqual(
      expect.arrayContaining(['exports/web.csv:4', 'exports/web.csv:5']),
    );
    expect(edges(report, 'uses').get('person ines@kettle.example → saas-app ChatGPT')).toMatchObject({
      requests: 3,
      bytesOut: 85_711,
      uploads: 2,
      largestUpload: 83_211,
      days: 2,
      dlp: ['PII'],
    });
    // What the gateway blocked is no use, and an allowed app is no finding.
    expect(report.assets.filter(({ kind }) => kind === 'saas-app').map(({ name }) => name)).toEqual(['ChatGPT', 'Microsoft Copilot']);
  });

  it('is silent about the same log where the chatbot is allowed, and not high where nobody said so', async () => {
    const allowed = await scanned({ 'pharos.yaml': 'sanctioned:\n  saas: [chatgpt.com, Microsoft Copilot]\n', 'exports/web.csv': PROXY });
    expect(failed(allowed, 'shadow-ai-usage')).toEqual([]);
    const open = await scanned({ 'exports/web.csv': PROXY });
    expect(failed(open, 'shadow-ai-usage').map(({ on, severity }) => [on, severity])).toEqual([['ChatGPT', 'medium']]);
    expect(
      open.findings.filter(({ check, status }) => check === 'shadow-ai-usage' && status === 'unknown').map(({ title }) => title),
    ).toHaveLength(1);
  });
});

const ZEEK_SSL = [
  '#separator \\x09',
  '#path\tssl',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tversion\tserver_name\testablished',
]
  .concat([
    '1793606400.0\tCs1\t10.1.0.20\t5000\t10.9.9.9\t443\tTLSv13\tapi.mistral.ai\tT',
    '1793865600.0\tCs2\t10.1.0.20\t5001\t10.9.9.9\t443\tTLSv13\tapi.mistral.ai\tT',
    '1793606400.0\tCs3\t10.1.0.20\t5002\t151.101.1.1\t443\tTLSv13\twww.example.org\tT',
  ])
  .join('\n');
const ZEEK_HTTP = [
  '#separator \\x09',
  '#path\thttp',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tmethod\thost\turi\trequest_body_len\tresponse_body_len\tstatus_code',
]
  .concat(['1793606400.0\tCh1\t10.1.0.21\t5000\t10.9.9.9\t80\tPOST\tapi.cohere.ai\t/v1/chat\t5100\t900\t200'])
  .join('\n');
const DNSMASQ =
  'Nov  2 08:00:02 dnsmasq[9]: query[A] api.groq.com from 192.168.7.20\nNov  2 08:00:02 dnsmasq[9]: query[A] www.example.org from 192.168.7.20\n';
const SQUID = '1793606400.450    685 10.4.0.7 TCP_TUNNEL/200 24593 CONNECT claude.ai:443 lin@kettle.example HIER_DIRECT/104.18.32.47 -\n';
const RESOLVER = `${JSON.stringify({ version: '1.1', query_timestamp: '2026-11-02T08:00:00Z', query_name: 'api.openai.com.', query_type: 'A', rcode: 'NOERROR', answers: [{ Rdata: '162.159.140.245', Type: 'A', Class: 'IN' }], srcaddr: '10.6.1.5', srcids: {} })}\n`;
const FLOWS =
  '2 111122223333 eni-0a1b2c3d 10.6.1.5 162.159.140.245 44000 443 6 20 81000 1793606400 1793606460 ACCEPT OK\n2 111122223333 eni-0a1b2c3d 10.6.1.5 203.0.113.9 44000 443 6 20 999 1793606400 1793606460 ACCEPT OK\n';

describe('DISC-32 traffic', () => {
  it('finds every AI destination in seven kinds of log, by device or person, with first and last seen and volume', async () => {
    const report = await scanned({
      'logs/ssl.log': ZEEK_SSL,
      'logs/http.log': ZEEK_HTTP,
      'logs/dns.log': DNSMASQ,
      'logs/access.log': SQUID,
      'logs/resolver.log.gz': gzipSync(RESOLVER),
      'logs/flows.log.gz': gzipSync(FLOWS),
    });
    const uses = edges(report, 'uses');
    expect([...uses.keys()].sort()).toEqual([
      'device 10.1.0.20 → provider mistral',
      'device 10.1.0.21 → provider cohere',
      'device 10.6.1.5 → provider openai',
      'device 192.168.7.20 → provider groq',
      'person lin@kettle.example → saas-app Claude',
    ]);
    expect(uses.get('device 10.1.0.20 → provider mistral')).toMatchObject({
      requests: 2,
      days: 2,
      firstSeen: '2026-11-02T08:00:00Z',
      lastSeen: '2026-11-05T08:00:00Z',
    });
    expect(uses.get('device 10.1.0.21 → provider cohere')).toMatchObject({
      requests: 1,
      bytesOut: 5100,
      bytesIn: 900,
      sent: 'POST /v1/chat',
    });
    expect(uses.get('device 10.6.1.5 → provider openai')).toMatchObject({ lookups: 1, flows: 1, bytesOut: 81_000, by: ['dns', 'flow'] });
    expect(uses.get('person lin@kettle.example → saas-app Claude')).toMatchObject({
      requests: 1,
      bytesIn: 24_593,
      firstSeen: '2026-11-02T08:00:00Z',
    });
    expect(uses.get('device 192.168.7.20 → provider groq')).toMatchObject({ lookups: 1, firstSeen: '11-02 08:00:02' });
  });
});

describe('DISC-31 shadow AI', () => {
  it('is what all sources show minus the sanctioned list, each item with its evidence', async () => {
    const files: Files = {
      'logs/access.log': SQUID,
      'logs/dns.log': DNSMASQ,
      'exports/tokens.csv':
        'user,clientId,displayText,scopes\nmo@kettle.example,7,Otter.ai,https://www.googleapis.com/auth/gmail.readonly\nmo@kettle.example,8,Trello,https://www.googleapis.com/auth/drive\n',
      'exports/trail.json': JSON.stringify({
        Records: [
          {
            eventTime: '2026-11-02T08:00:00Z',
            eventSource: 'bedrock.amazonaws.com',
            eventName: 'InvokeModel',
            userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/trial' },
            requestParameters: { modelId: 'deepseek.r1-v1:0' },
          },
        ],
      }),
      'svc/app.py': 'from openai import OpenAI\n\nOpenAI().responses.create(model="gpt-4.1-mini", input="hello")\n',
      '.mcp.json': '{\n  "mcpServers": {\n    "figma": { "command": "npx", "args": ["-y", "figma-developer-mcp@0.13.2"] }\n  }\n}\n',
    };
    const list = (saas: string, providers: string, models: string, tools: string): string =>
      `sanctioned:\n  saas: [${saas}]\n  providers: [${providers}]\n  models: [${models}]\n  tools: [${tools}]\n`;
    const shadow = await scanned({ ...files, 'pharos.yaml': list('', 'openai, aws-bedrock', "'gpt-4.1*'", '') });
    const found = failed(shadow, 'shadow-ai-usage');
    expect(found.map(({ on }) => on).sort()).toEqual(['Claude', 'Otter', 'deepseek.r1-v1:0', 'figma', 'groq']);
    expect(Object.fromEntries(found.map(({ on, evidence }) => [on, `${evidence[0]!.file}:${evidence[0]!.line}`]))).toEqual({
      Claude: 'logs/access.log:1',
      Otter: 'exports/tokens.csv:2',
      'deepseek.r1-v1:0': 'exports/trail.json:1',
      figma: '.mcp.json:3',
      groq: 'logs/dns.log:1',
    });
    expect(found.find(({ on }) => on === 'Otter')!.saw).toContain('gmail.readonly (mail)');
    const all = await scanned({
      ...files,
      'pharos.yaml': list('Claude, Otter', 'openai, aws-bedrock, groq', "'gpt-4.1*', 'deepseek.*'", 'figma'),
    });
    expect(failed(all, 'shadow-ai-usage')).toEqual([]);
  });
});

const TRAIL = (...endpoints: [account: string, name: string][]): string =>
  JSON.stringify({
    Records: endpoints.map(([account, endpointName]) => ({
      eventTime: '2026-11-02T08:00:00Z',
      eventSource: 'sagemaker.amazonaws.com',
      eventName: 'InvokeEndpoint',
      awsRegion: 'eu-west-1',
      recipientAccountId: account,
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${account}:assumed-role/scorer/i-1`,
        sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${account}:role/scorer` } },
      },
      requestParameters: { endpointName },
    })),
  });
const DECLARED = (...names: string[]): string =>
  names
    .map(
      (name) =>
        `resource "aws_sagemaker_endpoint" "${name.replaceAll('-', '_')}" {\n  name                 = "${name}"\n  endpoint_config_name = "${name}-v1"\n}\n`,
    )
    .join('\n');
const CALLED = (...names: string[]): string =>
  `import boto3\n\nruntime = boto3.client("sagemaker-runtime")\n\n${names.map((name) => `\ndef ${name.replaceAll('-', '_')}(body):\n    return runtime.invoke_endpoint(EndpointName="${name}", Body=body)\n`).join('\n')}`;
const ASKED = (...hosts: string[]): string =>
  hosts.map((host) => `Nov  2 08:00:02 dnsmasq[9]: query[A] ${host} from 192.168.7.20\n`).join('');

describe('DISC-39 one node per real thing', () => {
  it('makes one asset with four evidence items of an endpoint in Terraform, code, DNS and CloudTrail', async () => {
    const report = await scanned({
      'infra/main.tf': DECLARED('fraud-scores'),
      'svc/score.py': CALLED('fraud-scores'),
      'logs/dns.log': ASKED('runtime.sagemaker.eu-west-1.amazonaws.com'),
      'logs/trail.json.gz': gzipSync(TRAIL(['111122223333', 'fraud-scores'])),
    });
    expect(report.assets.filter(({ kind }) => kind === 'model-endpoint')).toHaveLength(1);
    const { evidence } = assetNamed(report, 'model-endpoint', 'fraud-scores');
    expect(evidence.map(({ file }) => file)).toEqual(['infra/main.tf', 'logs/dns.log', 'logs/trail.json.gz', 'svc/score.py']);
    expect([...edges(report, 'connects-to').keys()]).toContain('application svc → model-endpoint fraud-scores');
    expect([...edges(report, 'uses').keys()]).toContain('identity scorer → model-endpoint fraud-scores');
  });

  it('has no duplicate among ten endpoints that 23 places name, and unites nothing that is two', async () => {
    const azure = ['ledger-prod', 'claims-dev', 'search-eu'];
    const ask = (host: string, model: string): string =>
      `OpenAI(base_url="https://${host}/v1").chat.completions.create(model="${model}", messages=[])\n`;
    const report = await scanned({
      'infra/main.tf': DECLARED('fraud-scores', 'churn', 'rank', 'twice'),
      'svc/score.py': CALLED('fraud-scores', 'churn', 'rank'),
      'svc/chat.py': `from openai import AzureOpenAI, OpenAI\n\n${azure.map((name) => `AzureOpenAI(azure_endpoint="https://${name}.openai.azure.com/", api_version="2024-10-21").chat.completions.create(model="${name}-gpt", messages=[])\n`).join('')}${ask('llm.internal.kettle.example', 'llama-3.1-70b')}${ask('embed.corp.kettle.example', 'bge-m3')}`,
      'k8s/llm.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: llm, namespace: ai }\nspec:\n  selector: { matchLabels: { app: llm } }\n  template:\n    metadata: { labels: { app: llm } }\n    spec:\n      containers:\n        - { name: vllm, image: "vllm/vllm-openai:v0.6.3", args: ["--model", "org/llama"], ports: [{ containerPort: 8000 }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: llm, namespace: ai }\nspec: { selector: { app: llm }, ports: [{ port: 8000 }] }\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: llm, namespace: ai }\nspec:\n  rules:\n    - host: llm.internal.kettle.example\n      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: llm, port: { number: 8000 } } } }] }\n',
      // The same Azure resources under the other names they answer to.
      'logs/dns.log': ASKED(
        'ledger-prod.openai.azure.com',
        'claims-dev.cognitiveservices.azure.com',
        'search-eu.privatelink.openai.azure.com',
        'llm.internal.kettle.example',
        'embed.corp.kettle.example',
        'www.example.org',
      ),
      'logs/trail.json': TRAIL(
        ['111122223333', 'fraud-scores'],
        ['111122223333', 'churn'],
        ['111122223333', 'rank'],
        ['111122223333', 'twice'],
        ['444455556666', 'twice'],
      ),
    });
    const endpoints = report.assets.filter(
      ({ kind, name }) =>
        (kind === 'model-endpoint' || kind === 'service' || kind === 'provider') && !['azure-openai', 'huggingface'].includes(name),
    );
    // Two accounts have an endpoint of one name: which of them Terraform means nobody can tell, so it stays apart.
    const real = [
      'churn',
      'claims-dev.openai.azure.com',
      'embed.corp.kettle.example',
      'fraud-scores',
      'ledger-prod.openai.azure.com',
      'llm',
      'rank',
      'search-eu.openai.azure.com',
      'twice',
      'twice',
    ];
    const undecided = ['twice'];
    expect(endpoints.map(({ name }) => name).sort()).toEqual([...real, ...undecided].sort());
    const duplicates = endpoints.length - real.length - undecided.length;
    expect(duplicates / real.length).toBe(0);
    const places = endpoints.reduce((sum, { evidence }) => sum + new Set(evidence.map(({ file }) => file)).size, 0);
    expect(places).toBe(23);
  });
});
