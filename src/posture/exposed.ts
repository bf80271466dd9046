import type { Evidence } from '../core/evidence.ts';
import type { Asset } from '../core/snapshot.ts';
import type { Judgement } from './check.ts';
import { type Link, textOf, type View } from './view.ts';

/** From where a declared server can be reached, and whether anybody is asked on the way. */
export interface Exposed {
  /** internet: stated. open: every address of its host or node, wherever that stands. */
  reach: 'internet' | 'open' | 'private' | 'unknown';
  /** "Service of type LoadBalancer". */
  how: string;
  /** What is asked for on the open way: none, something, not known. */
  auth: 'none' | 'some' | 'unknown';
  /** Why, for people. */
  authWhy: string;
  evidence: Evidence[];
}

/** Undefined where nothing was said about how it is reached. A way without authentication counts before one that asks. */
export function exposedTo(asset: Asset, view: View): Exposed | undefined {
  const links = view.out(asset, 'exposed-to');
  const internet = links.filter((link) => link.to.name === 'internet');
  const own = textOf(asset, 'auth');
  const why = textOf(asset, 'authWhy') ?? '';
  if (internet.length > 0) {
    const ranked = [...internet].sort((a, b) => openness(b, view) - openness(a, view));
    return { ...of(ranked[0]!, view), reach: 'internet', authWhy: why };
  }
  const stated = textOf(asset, 'reach');
  if (stated !== 'open' && stated !== 'private' && stated !== 'unknown' && stated !== 'internet') return undefined;
  const open = links.filter((link) => link.to.name === 'corporate').sort((a, b) => openness(b, view) - openness(a, view))[0];
  if (stated === 'open' && open) return { ...of(open, view), reach: 'open', authWhy: why };
  return {
    reach: stated === 'internet' ? 'unknown' : stated,
    how: textOf(asset, 'reachWhy') ?? '',
    auth: own === 'none' ? 'none' : own === undefined ? 'unknown' : 'some',
    authWhy: why,
    evidence: asset.evidence.slice(0, 1),
  };
}

function openness(link: Link, view: View): number {
  const auth = view.properties(link)['auth'];
  return auth === 'none' ? 2 : auth === undefined ? 1 : 0;
}

function of(link: Link, view: View): Pick<Exposed, 'how' | 'auth' | 'evidence'> {
  const { how, auth } = view.properties(link);
  return {
    how: typeof how === 'string' ? how : 'stated to be public',
    auth: auth === 'none' ? 'none' : auth === undefined ? 'unknown' : 'some',
    evidence: view.evidence(link),
  };
}

/** The answer for a server that strangers do not get into, or of which that was not seen; undefined for one that lets them in or that the internet reaches. */
export function judgedClosed(server: Asset, { reach, auth, authWhy, how, evidence }: Exposed): Judgement | undefined {
  if (reach === 'private' || (reach !== 'internet' && auth === 'some')) return { status: 'pass' };
  if (reach !== 'unknown' && (reach === 'internet' || auth === 'none')) return undefined;
  return {
    status: 'unknown',
    saw: `Who reaches ${server.name} (${productOf(server)}) was not seen: ${how}${authWhy === '' ? '' : `; ${authWhy}`}.`,
    evidence: evidence.slice(0, 1),
  };
}

/** Declared for a machine that somebody sits at or tries things on: a compose file or a script, with no word of production. */
export function isDeskServer(asset: Asset): boolean {
  return ['docker-compose', 'host'].includes(textOf(asset, 'platform') ?? '') && textOf(asset, 'environment') !== 'production';
}

/** What the server is, for people: "vLLM", else the kind. */
export function productOf(asset: Asset): string {
  return textOf(asset, 'product') ?? asset.kind.replaceAll('-', ' ');
}

/** How to take a server off the internet or an open port: lines and commands for what declared it. */
export function closingPort(asset: Asset, { how }: Exposed): { patch?: string; command?: string } {
  const cloud = closingCloud(asset, how);
  if (cloud !== undefined) return { patch: cloud };
  const namespace = textOf(asset, 'namespace');
  const where = namespace === undefined ? '' : ` -n ${namespace}`;
  if (textOf(asset, 'platform') === 'host') {
    const port = /^port (\d+)/.exec(how)?.[1];
    return { patch: port === undefined ? '--host 127.0.0.1' : `docker run -p 127.0.0.1:${port}:${port} ...` };
  }
  if (textOf(asset, 'platform') === 'docker-compose') {
    const port = /^port (\d+)/.exec(how)?.[1];
    return port === undefined ? {} : { patch: `ports:\n  - "127.0.0.1:${port}:${port}"` };
  }
  if (/LoadBalancer|NodePort/.test(how))
    return { patch: 'spec:\n  type: ClusterIP', command: `kubectl get services${where} --field-selector spec.type!=ClusterIP` };
  if (how.startsWith('Ingress'))
    return {
      patch:
        'metadata:\n  annotations:\n    nginx.ingress.kubernetes.io/auth-url: "https://$host/oauth2/auth"\n    nginx.ingress.kubernetes.io/auth-signin: "https://$host/oauth2/start"',
      command: `kubectl get ingress${where}`,
    };
  if (/hostNetwork|hostPort/.test(how)) return { patch: 'spec:\n  hostNetwork: false' };
  return {};
}

/** Lines of Terraform that take a service of a cloud off the internet. Source: registry.terraform.io, the resource named. */
function closingCloud(asset: Asset, how: string): string | undefined {
  const declaredAs = textOf(asset, 'declaredAs');
  if (declaredAs === 'azapi_resource') return 'properties = {\n  publicNetworkAccess = "Disabled"\n  disableLocalAuth    = true\n}';
  if (declaredAs === 'azurerm_ai_services') return 'public_network_access        = "Disabled"\nlocal_authentication_enabled = false';
  if (declaredAs === 'azurerm_search_service') return 'public_network_access_enabled = false\nlocal_authentication_enabled  = false';
  if (declaredAs !== undefined) return 'public_network_access_enabled = false\nlocal_auth_enabled            = false';
  if (how === 'network policy for everybody')
    return 'AllowFromPublic = false\nSourceVPCEs     = [aws_opensearchserverless_vpc_endpoint.this.id]';
  if (how === 'public endpoint') return 'public_endpoint_enabled = false';
  if (/for all(?:Authenticated)?Users$/.test(how)) return 'member = "serviceAccount:${google_service_account.caller.email}"';
  if (how === 'no check of who invokes it') return 'invoker_iam_disabled = false';
  if (how.startsWith('firewall rule')) return 'source_ranges = [var.office_range]';
  if (/security group .+ for every address/.test(how)) return 'cidr_blocks = [var.office_range]';
  if (how.startsWith('load balancer ')) return 'internal = true';
  if (how === 'external ingress of a container app') return 'external_enabled = false';
  if (how === 'public address of a container group') return 'ip_address_type = "Private"\nsubnet_ids      = [azurerm_subnet.inner.id]';
  return how.endsWith(' address') && /^(?:Azure Functions|App Service)/.test(how) ? 'public_network_access_enabled = false' : undefined;
}

/** The option or variable that makes a product ask for a key; undefined where it has none of its own. */
export function keyOption(asset: Asset): string | undefined {
  return KEYS[textOf(asset, 'server') ?? ''];
}

/** Sources: the products' own documentation, named in discovery/containers. */
const KEYS: Readonly<Record<string, string>> = {
  vllm: '`--api-key` with a value from a secret (`VLLM_API_KEY`)',
  tgi: '`--api-key`',
  tei: '`--api-key`',
  'llama.cpp': '`--api-key-file`',
  localai: '`LOCALAI_API_KEY`',
  sglang: '`--api-key`',
  lmdeploy: '`--api-keys`',
  litellm: '`LITELLM_MASTER_KEY`',
  qdrant: '`QDRANT__SERVICE__API_KEY`',
  weaviate: '`AUTHENTICATION_APIKEY_ENABLED: "true"` and `AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: "false"`',
  milvus: '`common.security.authorizationEnabled: true`',
  chroma: '`CHROMA_SERVER_AUTHN_PROVIDER` with credentials',
  redis: '`requirepass`',
  pgvector: '`POSTGRES_PASSWORD` and no `POSTGRES_HOST_AUTH_METHOD: trust`',
  elasticsearch: '`xpack.security.enabled: true`',
  opensearch: 'the security plugin',
};
