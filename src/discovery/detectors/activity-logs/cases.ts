import { gzipSync } from 'node:zlib';
import type { DetectorCase } from '../../detector.ts';

const ZEEK_DNS = `#separator \\x09
#set_separator	,
#empty_field	(empty)
#unset_field	-
#path	dns
#open	2026-11-02-08-00-00
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	query	qtype_name	rcode_name	answers	rejected
#types	time	string	addr	port	addr	port	enum	string	string	string	vector[string]	bool
1793606400.100000	CHh1	10.20.0.15	51023	10.20.0.2	53	udp	api.anthropic.com	A	NOERROR	160.79.104.10	F
1793606401.100000	CHh2	10.20.0.15	51024	10.20.0.2	53	udp	www.example.org	A	NOERROR	93.184.215.14	F
1793692801.100000	CHh3	10.20.0.15	51025	10.20.0.2	53	udp	api.anthropic.com	A	NOERROR	160.79.104.10	F
1793692802.100000	CHh4	10.20.0.16	51026	10.20.0.2	53	udp	chat.deepseek.com	A	NXDOMAIN	-	F
1793692803.100000	CHh5	10.20.0.16	51027	10.20.0.2	53	udp	assist.corp.example	A	NOERROR	ledger-prod.openai.azure.com,20.1.2.3	F
`;

const ZEEK_CONN = `#separator \\x09
#path	conn
#fields	ts	uid	id.orig_h	id.orig_p	id.resp_h	id.resp_p	proto	service	duration	orig_bytes	resp_bytes	conn_state
1793606400.200000	Cx1	10.20.0.15	51100	160.79.104.10	443	tcp	ssl	3.2	48000	9000	SF
1793606460.200000	Cx2	10.20.0.15	51101	160.79.104.10	443	tcp	ssl	3.2	2000	700	SF
1793606470.200000	Cx3	10.20.0.15	51102	93.184.215.14	443	tcp	ssl	3.2	5000	700	SF
`;

const TRAIL = (events: object[]): string => JSON.stringify({ Records: events });

const ROLE = {
  type: 'AssumedRole',
  arn: 'arn:aws:sts::111122223333:assumed-role/claims-worker/i-0abc',
  accountId: '111122223333',
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/service/claims-worker', userName: 'claims-worker' },
  },
};

export default [
  {
    // Source of the format: https://docs.zeek.org/en/master/logs/dns.html and conn.html (columns)
    name: 'Zeek: look-ups by device, bytes by the address the name had, a refused name left out, an own resource behind its CNAME',
    files: { 'zeek/dns.log': ZEEK_DNS, 'zeek/conn.log': ZEEK_CONN },
    expect: [
      { kind: 'provider', name: 'anthropic', file: 'zeek/dns.log', line: 9 },
      { kind: 'device', name: '10.20.0.15' },
      { kind: 'model-endpoint', name: 'ledger-prod.openai.azure.com', file: 'zeek/dns.log', line: 13 },
    ],
    edges: [
      ['device 10.20.0.15', 'uses', 'provider anthropic'],
      ['device 10.20.0.16', 'uses', 'model-endpoint ledger-prod.openai.azure.com'],
      ['model-endpoint ledger-prod.openai.azure.com', 'provided-by', 'provider azure-openai'],
    ],
    absent: [{ kind: 'saas-app' }, { kind: 'model-endpoint', name: 'www.example.org' }],
  },
  {
    name: 'Zeek as JSON lines: TLS names',
    files: {
      'current.log':
        '{"ts":1793606400.1,"uid":"C1","id.orig_h":"10.1.1.4","id.orig_p":5,"id.resp_h":"104.18.1.1","id.resp_p":443,"version":"TLSv13","server_name":"claude.ai","established":true}\n{"ts":1793606500.1,"uid":"C2","id.orig_h":"10.1.1.4","id.orig_p":6,"id.resp_h":"104.18.9.9","id.resp_p":443,"server_name":"intranet.example.net"}\n',
    },
    expect: [{ kind: 'saas-app', name: 'Claude', line: 1, properties: { vendor: 'Anthropic', provider: 'anthropic' } }],
    edges: [['device 10.1.1.4', 'uses', 'saas-app Claude']],
  },
  {
    // Source of the format: thekelleys.org.uk/dnsmasq; docs.pi-hole.net (log lines)
    name: 'dnsmasq with DHCP names; what Pi-hole blocks is no use',
    files: {
      'var/log/pihole.log':
        'Nov  2 08:00:01 dnsmasq-dhcp[9]: DHCPACK(eth0) 192.168.7.20 aa:bb:cc:dd:ee:ff laptop-ines\nNov  2 08:00:02 dnsmasq[9]: query[A] api.openai.com from 192.168.7.20\nNov  2 08:00:02 dnsmasq[9]: forwarded api.openai.com to 9.9.9.9\nNov  2 08:00:02 dnsmasq[9]: reply api.openai.com is 162.159.140.245\nNov  2 08:00:09 dnsmasq[9]: query[A] character.ai from 192.168.7.20\nNov  2 08:00:09 dnsmasq[9]: gravity blocked character.ai is 0.0.0.0\n',
    },
    expect: [
      { kind: 'provider', name: 'openai', line: 2 },
      { kind: 'device', name: 'laptop-ines', properties: { address: '192.168.7.20' } },
    ],
    edges: [['device laptop-ines', 'uses', 'provider openai']],
    absent: [{ kind: 'saas-app' }],
  },
  {
    // Source of the format: bind9.readthedocs.io (category queries); unbound.docs.nlnetlabs.nl (log-queries)
    name: 'BIND and Unbound query logs',
    files: {
      'named/query.log':
        '02-Nov-2026 08:00:00.123 queries: info: client @0x7f1 10.3.0.8#53211 (generativelanguage.googleapis.com): query: generativelanguage.googleapis.com IN A +E(0)K (10.3.0.1)\n',
      'unbound.log':
        '[1793606400] unbound[812:0] info: 10.3.0.9 api.mistral.ai. A IN\n[1793606401] unbound[812:0] info: 10.3.0.9 example.com. A IN\n',
    },
    expect: [
      { kind: 'provider', name: 'google-gemini', line: 1 },
      { kind: 'provider', name: 'mistral', line: 1 },
    ],
    edges: [
      ['device 10.3.0.8', 'uses', 'provider google-gemini'],
      ['device 10.3.0.9', 'uses', 'provider mistral'],
    ],
  },
  {
    // Source of the format: https://wiki.squid-cache.org/Features/LogFormat
    name: 'Squid, native and common: the user before the address, denied requests left out',
    files: {
      'squid/access.log':
        '1793606400.450    685 10.4.0.7 TCP_TUNNEL/200 24593 CONNECT chatgpt.com:443 bjorn@kettle.example HIER_DIRECT/104.18.32.47 -\n1793606410.450      1 10.4.0.8 TCP_DENIED/403 3900 CONNECT claude.ai:443 - HIER_NONE/- text/html\n1793606420.450    900 10.4.0.7 TCP_MISS/200 800 POST https://chatgpt.com/backend-api/conversation bjorn@kettle.example HIER_DIRECT/104.18.32.47 text/event-stream\n',
      'squid/common.log':
        '10.4.0.9 - kim [02/Nov/2026:08:00:00 +0000] "CONNECT api.cursor.sh:443 HTTP/1.1" 200 4231 TCP_TUNNEL:HIER_DIRECT\n',
    },
    expect: [
      { kind: 'saas-app', name: 'ChatGPT', file: 'squid/access.log', line: 1 },
      { kind: 'person', name: 'bjorn@kettle.example' },
      { kind: 'identity', name: 'kim' },
    ],
    edges: [
      ['person bjorn@kettle.example', 'uses', 'saas-app ChatGPT'],
      ['identity kim', 'uses', 'saas-app Cursor'],
    ],
    absent: [{ kind: 'saas-app', name: 'Claude' }],
  },
  {
    // Source of the format: Zscaler NSS web log fields (help.zscaler.com); Netskope application events (docs.netskope.com)
    name: 'a web gateway export by its column names',
    files: {
      'exports/week45.csv':
        '"Event Time","User","Client IP","Request Method","URL","Request Size","Response Size","Policy Action","DLP Engine"\n"2026-11-02 09:12:44","pat@kettle.example","10.5.0.4","POST","chatgpt.com/backend-api/conversation","48211","9120","Allowed","PII"\n"2026-11-02 09:13:00","pat@kettle.example","10.5.0.4","POST","www.perplexity.ai/rest/ask","900","100","Blocked","None"\n',
      'exports/netskope.csv':
        'timestamp,user,app,activity,url,srcip,hostname,client_bytes,server_bytes\n1793606400,lee@kettle.example,Google Gemini,Upload,https://gemini.google.com/_/upload/?x=1,10.5.0.9,LT-0042,2400100,900\n',
    },
    expect: [
      { kind: 'saas-app', name: 'ChatGPT', line: 2 },
      { kind: 'saas-app', name: 'Gemini', line: 2 },
    ],
    edges: [
      ['person pat@kettle.example', 'uses', 'saas-app ChatGPT'],
      ['person lee@kettle.example', 'uses', 'saas-app Gemini'],
    ],
    absent: [{ kind: 'saas-app', name: 'Perplexity' }],
  },
  {
    // Source of the format: docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html; Route53/latest/DeveloperGuide/resolver-query-logs-example-json.html
    name: 'VPC flow logs with a header of their own, named by Route 53 Resolver logs, both compressed',
    files: () => ({
      'flow/a.log.gz': gzipSync(
        'srcaddr dstaddr dstport bytes action start end\n10.6.1.5 162.159.140.245 443 90000 ACCEPT 1793606400 1793606460\n10.6.1.5 162.159.140.245 443 10000 REJECT 1793606400 1793606460\n10.6.1.5 93.184.215.14 443 77 ACCEPT 1793606400 1793606460\n',
      ),
      'resolver/b.log.gz': gzipSync(
        `${JSON.stringify({ version: '1.1', account_id: '111122223333', query_timestamp: '2026-11-02T08:00:00Z', query_name: 'api.openai.com.', query_type: 'A', rcode: 'NOERROR', answers: [{ Rdata: '162.159.140.245', Type: 'A', Class: 'IN' }], srcaddr: '10.6.1.5', srcport: '4', srcids: { instance: 'i-0a1b2c3d4e5f60718' } })}\n`,
      ),
    }),
    expect: [{ kind: 'provider', name: 'openai', file: 'flow/a.log.gz', line: 2 }],
    edges: [
      ['device 10.6.1.5', 'uses', 'provider openai'],
      ['device i-0a1b2c3d4e5f60718', 'uses', 'provider openai'],
    ],
  },
  {
    // Source of the format: docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
    name: 'CloudTrail: models, endpoints and secrets by principal; what was refused is no use',
    files: () => ({
      'trail/1.json.gz': gzipSync(
        TRAIL([
          {
            eventVersion: '1.09',
            userIdentity: ROLE,
            eventTime: '2026-11-02T08:00:00Z',
            eventSource: 'bedrock.amazonaws.com',
            eventName: 'InvokeModel',
            awsRegion: 'eu-west-1',
            requestParameters: { modelId: 'anthropic.claude-3-5-sonnet-20240620-v1:0' },
            recipientAccountId: '111122223333',
          },
          {
            userIdentity: ROLE,
            eventTime: '2026-11-02T08:01:00Z',
            eventSource: 'sagemaker.amazonaws.com',
            eventName: 'InvokeEndpoint',
            awsRegion: 'eu-west-1',
            requestParameters: { endpointName: 'fraud-scores' },
            recipientAccountId: '111122223333',
          },
          {
            userIdentity: ROLE,
            eventTime: '2026-11-02T08:02:00Z',
            eventSource: 'secretsmanager.amazonaws.com',
            eventName: 'GetSecretValue',
            awsRegion: 'eu-west-1',
            requestParameters: { secretId: 'prod/openai-key' },
          },
          {
            userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/noor' },
            eventTime: '2026-11-02T08:03:00Z',
            eventSource: 'bedrock.amazonaws.com',
            eventName: 'Converse',
            errorCode: 'AccessDenied',
            awsRegion: 'eu-west-1',
            requestParameters: { modelId: 'meta.llama3-1-70b-instruct-v1:0' },
          },
          { userIdentity: ROLE, eventTime: '2026-11-02T08:04:00Z', eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
        ]),
      ),
    }),
    expect: [
      { kind: 'identity', name: 'claims-worker', properties: { form: 'role' } },
      { kind: 'model', name: 'anthropic.claude-3-5-sonnet-20240620-v1:0', file: 'trail/1.json.gz', line: 1 },
      { kind: 'model-endpoint', name: 'fraud-scores', properties: { platform: 'aws-sagemaker' } },
      { kind: 'secret', name: 'prod/openai-key', properties: { form: 'reference' } },
    ],
    edges: [
      ['identity claims-worker', 'uses', 'model anthropic.claude-3-5-sonnet-20240620-v1:0'],
      ['identity claims-worker', 'uses', 'model-endpoint fraud-scores'],
      ['identity claims-worker', 'holds', 'secret prod/openai-key'],
    ],
    absent: [
      { kind: 'identity', name: 'noor' },
      { kind: 'model', name: 'meta.llama3-1-70b-instruct-v1:0' },
    ],
  },
  {
    // Source of the format: cloud.google.com/logging/docs/audit/understanding-audit-logs
    name: 'Google Cloud audit log: models of Vertex AI by principal',
    files: {
      'gcp/data_access.json': `${JSON.stringify({ protoPayload: { '@type': 'type.googleapis.com/google.cloud.audit.AuditLog', authenticationInfo: { principalEmail: 'rater@kettle-prod.iam.gserviceaccount.com' }, serviceName: 'aiplatform.googleapis.com', methodName: 'google.cloud.aiplatform.v1.PredictionService.GenerateContent', resourceName: 'projects/kettle-prod/locations/us-central1/publishers/google/models/gemini-1.5-pro-002' }, timestamp: '2026-11-02T08:00:00Z' })}\n${JSON.stringify({ protoPayload: { authenticationInfo: { principalEmail: 'ana@kettle.example' }, serviceName: 'storage.googleapis.com', methodName: 'storage.objects.get' }, timestamp: '2026-11-02T08:00:00Z' })}\n`,
    },
    expect: [
      { kind: 'model', name: 'gemini-1.5-pro-002', line: 1, properties: { provider: 'google-vertex' } },
      { kind: 'identity', name: 'rater@kettle-prod.iam.gserviceaccount.com', properties: { form: 'service-account' } },
    ],
    edges: [['identity rater@kettle-prod.iam.gserviceaccount.com', 'uses', 'model gemini-1.5-pro-002']],
    absent: [{ kind: 'person' }],
  },
  {
    name: 'the log of a web site: crawlers and referring chats are no use of AI',
    files: {
      'nginx/access.log':
        '203.0.113.9 - - [02/Nov/2026:08:00:00 +0000] "GET /pricing HTTP/1.1" 200 5120 "https://chatgpt.com/" "Mozilla/5.0"\n198.51.100.7 - - [02/Nov/2026:08:00:05 +0000] "GET /robots.txt HTTP/1.1" 200 90 "-" "GPTBot/1.2 (+https://openai.com/gptbot)"\n',
    },
    expect: [],
  },
  {
    name: 'hosts that serve other things too, hosts that look alike, hosts nobody knows',
    files: {
      'dns.log': ZEEK_DNS.split('\n')
        .slice(0, 8)
        .join('\n')
        .concat(
          '\n1793606400.1\tC1\t10.9.0.1\t5\t10.9.0.2\t53\tudp\twww.notion.so\tA\tNOERROR\t1.2.3.4\tF\n1793606400.2\tC2\t10.9.0.1\t5\t10.9.0.2\t53\tudp\tapi.openai.com.attacker.example\tA\tNOERROR\t1.2.3.5\tF\n1793606400.3\tC3\t10.9.0.1\t5\t10.9.0.2\t53\tudp\tllm.kettle.example\tA\tNOERROR\t10.0.0.9\tF\n',
        ),
    },
    expect: [],
  },
  {
    name: 'tables with users and links are no logs',
    files: {
      'data/shared_links.csv':
        'id,user,url,timestamp\n1,ana,https://chatgpt.com/share/abc,2026-01-01\n2,bo,https://claude.ai/share/x,2026-01-02\n',
      'data/vendors.csv': 'vendor,domain,owner\nOpenAI,api.openai.com,it\n',
      'app.log': '2026-11-02 08:00:00 INFO calling https://api.openai.com/v1/models\n',
    },
    expect: [],
  },
] satisfies DetectorCase[];
