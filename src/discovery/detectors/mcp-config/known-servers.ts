import type { Capability } from '../../code/knowledge.ts';

/** What the tools of a well-known server can do, read from its documentation. */
export interface KnownServer {
  /** `ecosystem/name` as in a launch, or the host of a hosted server. */
  names: readonly string[];
  capabilities: readonly Capability[];
  source: string;
  /** Its arguments name the folders it may touch. */
  roots?: true;
}

const REFERENCE = 'https://github.com/modelcontextprotocol/servers';
const ARCHIVED = 'https://github.com/modelcontextprotocol/servers-archived';
const BROWSER: readonly Capability[] = ['browser-control', 'ingests-untrusted-content', 'external-communication', 'state-change'];
const DATABASE_READ: readonly Capability[] = ['reads-private-data'];
const DATABASE: readonly Capability[] = ['reads-private-data', 'state-change', 'irreversible-action'];
const WORKSPACE: readonly Capability[] = ['reads-private-data', 'ingests-untrusted-content', 'external-communication', 'state-change'];
const SEARCH: readonly Capability[] = ['ingests-untrusted-content', 'external-communication'];
const SHELL: readonly Capability[] = ['code-execution', 'reads-private-data', 'state-change', 'external-communication'];

export const KNOWN_SERVERS: readonly KnownServer[] = [
  {
    names: ['npm/@modelcontextprotocol/server-filesystem', 'oci/docker.io/mcp/filesystem'],
    capabilities: ['reads-private-data', 'state-change', 'irreversible-action'],
    roots: true,
    source: `${REFERENCE}/tree/main/src/filesystem`,
  },
  { names: ['pypi/mcp-server-fetch', 'oci/docker.io/mcp/fetch'], capabilities: SEARCH, source: `${REFERENCE}/tree/main/src/fetch` },
  {
    names: ['pypi/mcp-server-git', 'oci/docker.io/mcp/git'],
    capabilities: ['reads-private-data', 'state-change'],
    source: `${REFERENCE}/tree/main/src/git`,
  },
  {
    names: ['npm/@modelcontextprotocol/server-memory', 'oci/docker.io/mcp/memory'],
    capabilities: ['persistent-memory'],
    source: `${REFERENCE}/tree/main/src/memory`,
  },
  {
    names: ['npm/@modelcontextprotocol/server-everything', 'oci/docker.io/mcp/everything'],
    capabilities: ['credential-access'],
    source: `${REFERENCE}/tree/main/src/everything`,
  },
  {
    names: [
      'npm/@modelcontextprotocol/server-sequential-thinking',
      'pypi/mcp-server-time',
      'oci/docker.io/mcp/time',
      'oci/docker.io/mcp/sequentialthinking',
    ],
    capabilities: [],
    source: `${REFERENCE}/tree/main/src`,
  },
  {
    names: [
      'npm/@modelcontextprotocol/server-github',
      'oci/ghcr.io/github/github-mcp-server',
      'oci/docker.io/mcp/github',
      'api.githubcopilot.com',
    ],
    capabilities: WORKSPACE,
    source: 'https://github.com/github/github-mcp-server',
  },
  {
    names: ['npm/@modelcontextprotocol/server-gitlab', 'npm/@zereight/mcp-gitlab', 'oci/docker.io/mcp/gitlab'],
    capabilities: WORKSPACE,
    source: `${ARCHIVED}/tree/main/src/gitlab`,
  },
  {
    names: ['npm/@modelcontextprotocol/server-slack', 'npm/slack-mcp-server', 'oci/docker.io/mcp/slack', 'mcp.slack.com'],
    capabilities: WORKSPACE,
    source: `${ARCHIVED}/tree/main/src/slack`,
  },
  {
    names: ['npm/@modelcontextprotocol/server-gdrive'],
    capabilities: ['reads-private-data', 'ingests-untrusted-content'],
    source: `${ARCHIVED}/tree/main/src/gdrive`,
  },
  {
    names: ['npm/@modelcontextprotocol/server-postgres', 'oci/docker.io/mcp/postgres'],
    capabilities: DATABASE_READ,
    source: `${ARCHIVED}/tree/main/src/postgres`,
  },
  {
    names: ['pypi/postgres-mcp', 'oci/docker.io/crystaldba/postgres-mcp'],
    capabilities: DATABASE,
    source: 'https://github.com/crystaldba/postgres-mcp',
  },
  { names: ['pypi/mcp-server-sqlite', 'oci/docker.io/mcp/sqlite'], capabilities: DATABASE, source: `${ARCHIVED}/tree/main/src/sqlite` },
  {
    names: ['npm/@modelcontextprotocol/server-redis', 'oci/docker.io/mcp/redis'],
    capabilities: DATABASE,
    source: `${ARCHIVED}/tree/main/src/redis`,
  },
  {
    names: ['npm/mongodb-mcp-server', 'oci/docker.io/mongodb/mongodb-mcp-server', 'oci/docker.io/mcp/mongodb'],
    capabilities: DATABASE,
    source: 'https://github.com/mongodb-js/mongodb-mcp-server',
  },
  {
    names: ['npm/@supabase/mcp-server-supabase', 'mcp.supabase.com'],
    capabilities: DATABASE,
    source: 'https://github.com/supabase-community/supabase-mcp',
  },
  {
    names: ['npm/@neondatabase/mcp-server-neon', 'mcp.neon.tech'],
    capabilities: DATABASE,
    source: 'https://github.com/neondatabase/mcp-server-neon',
  },
  { names: ['pypi/mcp-clickhouse'], capabilities: DATABASE_READ, source: 'https://github.com/ClickHouse/mcp-clickhouse' },
  {
    names: ['npm/@elastic/mcp-server-elasticsearch', 'oci/docker.io/mcp/elasticsearch'],
    capabilities: DATABASE_READ,
    source: 'https://github.com/elastic/mcp-server-elasticsearch',
  },
  {
    names: ['npm/@modelcontextprotocol/server-puppeteer', 'oci/docker.io/mcp/puppeteer'],
    capabilities: [...BROWSER, 'code-execution'],
    source: `${ARCHIVED}/tree/main/src/puppeteer`,
  },
  {
    names: ['npm/@playwright/mcp', 'oci/mcr.microsoft.com/playwright/mcp', 'oci/docker.io/mcp/playwright'],
    capabilities: [...BROWSER, 'code-execution'],
    source: 'https://github.com/microsoft/playwright-mcp',
  },
  {
    names: ['npm/chrome-devtools-mcp'],
    capabilities: [...BROWSER, 'code-execution'],
    source: 'https://github.com/ChromeDevTools/chrome-devtools-mcp',
  },
  {
    names: [
      'npm/@browserbasehq/mcp',
      'npm/@browserbasehq/mcp-server-browserbase',
      'npm/@browsermcp/mcp',
      'npm/@agent-infra/mcp-server-browser',
    ],
    capabilities: BROWSER,
    source: 'https://github.com/browserbase/mcp-server-browserbase',
  },
  {
    names: ['npm/@modelcontextprotocol/server-brave-search', 'npm/@brave/brave-search-mcp-server', 'oci/docker.io/mcp/brave-search'],
    capabilities: SEARCH,
    source: 'https://github.com/brave/brave-search-mcp-server',
  },
  { names: ['npm/tavily-mcp', 'mcp.tavily.com'], capabilities: SEARCH, source: 'https://github.com/tavily-ai/tavily-mcp' },
  { names: ['npm/exa-mcp-server', 'mcp.exa.ai'], capabilities: SEARCH, source: 'https://github.com/exa-labs/exa-mcp-server' },
  { names: ['npm/firecrawl-mcp', 'mcp.firecrawl.dev'], capabilities: SEARCH, source: 'https://github.com/firecrawl/firecrawl-mcp-server' },
  {
    names: ['npm/@upstash/context7-mcp', 'mcp.context7.com', 'oci/docker.io/mcp/context7'],
    capabilities: ['ingests-untrusted-content'],
    source: 'https://github.com/upstash/context7',
  },
  {
    names: ['npm/@stripe/mcp', 'mcp.stripe.com'],
    capabilities: ['money-movement', 'reads-private-data', 'state-change', 'irreversible-action'],
    source: 'https://docs.stripe.com/mcp',
  },
  {
    names: ['npm/@paypal/mcp', 'mcp.paypal.com'],
    capabilities: ['money-movement', 'reads-private-data', 'state-change'],
    source: 'https://github.com/paypal/paypal-mcp-server',
  },
  {
    names: ['npm/@notionhq/notion-mcp-server', 'mcp.notion.com', 'oci/docker.io/mcp/notion'],
    capabilities: WORKSPACE,
    source: 'https://github.com/makenotion/notion-mcp-server',
  },
  { names: ['mcp.linear.app'], capabilities: WORKSPACE, source: 'https://linear.app/docs/mcp' },
  {
    names: ['mcp.atlassian.com', 'pypi/mcp-atlassian', 'oci/ghcr.io/sooperset/mcp-atlassian'],
    capabilities: WORKSPACE,
    source: 'https://github.com/sooperset/mcp-atlassian',
  },
  { names: ['mcp.asana.com'], capabilities: WORKSPACE, source: 'https://developers.asana.com/docs/mcp-server' },
  {
    names: ['npm/@sentry/mcp-server', 'mcp.sentry.dev'],
    capabilities: ['reads-private-data', 'ingests-untrusted-content', 'state-change'],
    source: 'https://github.com/getsentry/sentry-mcp',
  },
  {
    names: ['npm/figma-developer-mcp', 'mcp.figma.com'],
    capabilities: ['reads-private-data', 'ingests-untrusted-content'],
    source: 'https://github.com/GLips/Figma-Context-MCP',
  },
  { names: ['npm/airtable-mcp-server'], capabilities: DATABASE, source: 'https://github.com/domdomegg/airtable-mcp-server' },
  { names: ['npm/@hubspot/mcp-server', 'mcp.hubspot.com'], capabilities: WORKSPACE, source: 'https://developers.hubspot.com/mcp' },
  {
    names: ['npm/@cloudflare/mcp-server-cloudflare'],
    capabilities: ['reads-private-data', 'state-change', 'irreversible-action', 'code-execution'],
    source: 'https://github.com/cloudflare/mcp-server-cloudflare',
  },
  {
    names: ['npm/kubernetes-mcp-server', 'npm/mcp-server-kubernetes', 'oci/docker.io/mcp/kubernetes'],
    capabilities: ['reads-private-data', 'state-change', 'irreversible-action', 'code-execution', 'credential-access'],
    source: 'https://github.com/containers/kubernetes-mcp-server',
  },
  {
    names: ['pypi/awslabs-aws-api-mcp-server', 'pypi/awslabs-ccapi-mcp-server'],
    capabilities: ['reads-private-data', 'state-change', 'irreversible-action'],
    source: 'https://github.com/awslabs/mcp',
  },
  {
    names: ['pypi/awslabs-aws-documentation-mcp-server'],
    capabilities: ['ingests-untrusted-content'],
    source: 'https://github.com/awslabs/mcp',
  },
  {
    names: ['npm/@azure/mcp'],
    capabilities: ['reads-private-data', 'state-change', 'irreversible-action'],
    source: 'https://github.com/microsoft/mcp',
  },
  {
    names: ['npm/@wonderwhy-er/desktop-commander', 'oci/docker.io/mcp/desktop-commander'],
    capabilities: SHELL,
    source: 'https://github.com/wonderwhy-er/DesktopCommanderMCP',
  },
  {
    names: ['pypi/mcp-shell-server', 'npm/mcp-server-commands', 'pypi/cli-mcp-server', 'npm/mcp-shell'],
    capabilities: SHELL,
    source: 'https://github.com/tumf/mcp-shell-server',
  },
  {
    names: ['pypi/mcp-run-python', 'npm/mcp-run-python', 'jsr/@pydantic/mcp-run-python', 'npm/@e2b/mcp-server'],
    capabilities: ['code-execution'],
    source: 'https://github.com/pydantic/mcp-run-python',
  },
  { names: ['npm/@gongrzhe/server-gmail-autoauth-mcp'], capabilities: WORKSPACE, source: 'https://github.com/GongRzhe/Gmail-MCP-Server' },
  { names: ['pypi/workspace-mcp'], capabilities: WORKSPACE, source: 'https://github.com/taylorwilsdon/google_workspace_mcp' },
  {
    names: ['npm/obsidian-mcp', 'pypi/mcp-obsidian'],
    capabilities: ['reads-private-data', 'state-change'],
    source: 'https://github.com/MarkusPfundstein/mcp-obsidian',
  },
  {
    names: ['pypi/mcp-server-qdrant', 'pypi/chroma-mcp', 'npm/@pinecone-database/mcp'],
    capabilities: ['reads-private-data', 'persistent-memory'],
    source: 'https://github.com/qdrant/mcp-server-qdrant',
  },
  { names: ['mcp.zapier.com', 'mcp.composio.dev', 'mcp.pipedream.net'], capabilities: WORKSPACE, source: 'https://zapier.com/mcp' },
];

const BY_NAME = new Map(KNOWN_SERVERS.flatMap((known) => known.names.map((name) => [name, known] as const)));

/** By `ecosystem/name` of its package, or the host of its address. */
export function knownServer(name: string): KnownServer | undefined {
  return BY_NAME.get(name);
}
