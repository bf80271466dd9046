import type { AssetReference } from '../../core/observation.ts';
import { closureOf } from './effects.ts';
import { type Call, calledName, type Meeting } from './flow/walk.ts';
import { bodiesOf, functionsIn, type Linked } from './linked.ts';
import { accessOf, refuses, spelled } from './routes.ts';
import type { Expression, FunctionDefinition, Statement } from './syntax.ts';
import { optionsOf, type Scope, textsOf } from './value.ts';
import { type Use, valueAt } from './visit.ts';

/** How our own MCP server is offered over the network, as the property `served` of the server. */
interface Served {
  transport: string;
  /** all: every address of its host; loopback: the own machine; unknown: a variable or the command line decides. */
  bind: 'all' | 'loopback' | 'unknown';
  /** Whether anybody is asked who they are before the server answers, as far as the code goes. */
  auth: 'none' | 'present' | 'unknown';
  authWhy: string;
  file: string;
  line: number;
}

const HTTP = /^(?:http|sse|streamable[-_]?http|http-?stream)$/i;
const ASKS = /auth|login|jwt|bearer|api_?key|oauth|verify|token|credential|principal|identity/i;
/** Classes and options that stand between but ask nobody. */
const ASKS_NOBODY = /^(?:CORS|GZip|TrustedHost|HTTPSRedirect|Session|Logging|Timing|RateLimit)/i;
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|::1|\[::1\])$/i;
const PYTHON_SERVER = 'mcp.server.fastmcp.FastMCP';
/** Calls that say who the caller is, or give what the caller sent along. */
const LOOKS = /"n":"(?:get_access_token|get_http_headers|get_http_request|authInfo|require_scopes|requireScopes)"/;

interface Listening {
  file: string;
  line: number;
  bind: Served['bind'];
}

/**
 * MCP servers of ours that speak HTTP: where they listen and whether they ask who is calling. Servers on standard input and output have no
 * `served`. Sources: github.com/modelcontextprotocol/python-sdk and typescript-sdk (README: transports, authorization),
 * gofastmcp.com/deployment/http and /servers/auth (host 127.0.0.1 unless given), modelcontextprotocol.io/specification (authorization).
 */
export function mcpServed(linked: Linked): { meeting: Meeting; done(): void } {
  const { program, visited, made } = linked;
  const listening: Listening[] = [];
  /** Words of what is put before an application, by file. */
  const before = new Map<string, string[]>();
  const hosts = new Map<Call, Expression>();
  const own = visited.uses.filter(
    ({ known, call }) => known.rule.emits === 'mcp-server' && known.rule.properties?.['own'] === true && call,
  );
  if (own.length === 0) return { meeting: {}, done: () => undefined };
  return {
    meeting: {
      call(e, scope) {
        const name = calledName(e) ?? '';
        if (name === 'listen' || name === 'serve') listens(e, scope);
        else if ((name === 'run' || name === 'Config') && spelledOwner(e, /^(?:uvicorn|hypercorn)$/)) listens(e, scope);
        if (name === 'add_middleware' || name === 'Middleware' || name === 'use' || name === 'middleware') stands(e, scope);
        if (/^(?:experimental_)?withMcpAuth$|^(?:require|with)\w*Auth\w*$/.test(name)) put(scope.file, name);
      },
      assign({ target, value }, scope) {
        if (target.t !== 'attr' || target.n !== 'host' || !value || target.o.t !== 'attr' || target.o.n !== 'settings') return;
        for (const one of optionsOf(program.evaluate(target.o.o, scope))) if (one.v === 'instance') hosts.set(one.call, value);
      },
    },
    done() {
      for (const use of own) {
        const reference = made.get(use.call!)?.find(({ kind }) => kind === 'mcp-server');
        const served = reference && (use.known.name === PYTHON_SERVER || use.q.includes('fastmcp') ? byItself(use) : undefined);
        if (reference && served) tell(reference, served);
      }
      throughTransports();
    },
  };

  function tell(reference: AssetReference, served: Served): void {
    if (linked.emitter.observed(reference)?.properties?.['served'] === undefined)
      linked.emitter.annotate(reference, { served: { ...served } });
  }

  function put(file: string, word: string): void {
    const list = before.get(file) ?? [];
    if (list.length < 50) list.push(word);
    before.set(file, list);
  }

  function stands(e: Call, scope: Scope): void {
    for (const part of [...e.a, ...e.k.map(([, value]) => value)]) {
      const word = spelled(part);
      put(scope.file, word);
      for (const option of optionsOf(program.evaluate(part, scope))) {
        if (option.v === 'function' && refuses(option.d)) put(scope.file, 'authenticates');
        if ((option.v === 'class' || option.v === 'made') && classRefuses(option.of.d.body)) put(scope.file, 'authenticates');
      }
    }
  }

  function asksBefore(file: string): string | undefined {
    return before.get(file)?.find((word) => ASKS.test(word) && !ASKS_NOBODY.test(word));
  }

  function listens(e: Call, scope: Scope): void {
    const script = program.modules.get(scope.file)?.language !== 'python';
    const value = valueAt(program, e, scope, {
      argument: ['host', 'hostname'],
      ...(script && calledName(e) === 'listen' ? { position: 1 } : {}),
    });
    const texts = textsOf(value).map(({ text }) => text);
    const unsaid = value.v === 'unknown' || value.v === 'function';
    // Without a host, Node listens on every address and uvicorn on the own machine.
    const bind =
      texts.length > 0
        ? bindOf(texts)
        : !unsaid
          ? 'unknown'
          : script
            ? 'all'
            : e.k.some(([name]) => name === 'host')
              ? 'unknown'
              : 'loopback';
    listening.push({ file: scope.file, line: e.l, bind });
  }

  /** FastMCP in Python or Node: the server has a method that serves it. */
  function byItself(use: Use): Served | undefined {
    const call = use.call!;
    const runs = (visited.usesOn.get(call) ?? []).filter(({ call: run }) => run);
    const started = runs.find(({ q }) => /\.(?:run|run_async|run_http_async|run_streamable_http_async|run_sse_async|start)$/.test(q));
    const app = runs.find(({ q }) => /\.(?:http_app|streamable_http_app|sse_app)$/.test(q));
    const found = started ? startedBy(use, started) : undefined;
    const { file } = use.scope;
    if (found) return { ...found, ...accessOfServer(use, [file, found.file]) };
    if (!app) return undefined;
    const near = listening.find((one) => one.file === app.scope.file || one.file === file);
    return {
      transport: app.q.endsWith('sse_app') ? 'sse' : 'http',
      bind: near?.bind ?? 'unknown',
      ...accessOfServer(use, [file, app.scope.file]),
      file: near?.file ?? app.scope.file,
      line: near?.line ?? app.line,
    };
  }

  function startedBy(use: Use, run: Use): Pick<Served, 'transport' | 'bind' | 'file' | 'line'> | undefined {
    const named = /run_(http|streamable_http|sse)_async$/.exec(run.q)?.[1];
    const given = valueAt(program, run.call, run.scope, { argument: ['transport', 'transportType'], position: 0 });
    const transport = named ?? textsOf(given).find(({ text }) => HTTP.test(text))?.text;
    if (transport === undefined) return undefined;
    const script = program.modules.get(run.scope.file)?.language !== 'python';
    const at = (places: string[]) => {
      const here = valueAt(program, run.call, run.scope, { argument: places });
      return here.v === 'unknown' ? valueAt(program, use.call, use.scope, { argument: places }) : here;
    };
    const set = hosts.get(use.call!);
    const host = set ? program.evaluate(set, use.scope) : at(['host', 'httpStream.host']);
    const texts = textsOf(host).map(({ text }) => text);
    const said = set !== undefined || [run.call!, use.call!].some((one) => one.k.some(([name]) => name === 'host'));
    const bind = texts.length > 0 ? bindOf(texts) : said || script ? 'unknown' : 'loopback';
    return { transport, bind, file: run.scope.file, line: run.line };
  }

  function accessOfServer(use: Use, files: readonly string[]): Pick<Served, 'auth' | 'authWhy'> {
    const call = use.call!;
    for (const name of ['auth', 'token_verifier', 'auth_server_provider', 'auth_provider', 'authenticate', 'oauth']) {
      const given = argument(call, name);
      if (!given || given.t === 'null') continue;
      if (given.t === 'either' && given.e.some(({ t }) => t === 'null'))
        return { auth: 'unknown', authWhy: `${name} is given in some cases only` };
      return { auth: 'present', authWhy: `${name} is given` };
    }
    const added = visited.additions.get(call)?.find(({ attribute }) => /^(?:auth|_token_verifier)$/.test(attribute));
    if (added) return { auth: 'present', authWhy: 'auth is set' };
    for (const file of new Set(files)) {
      const word = asksBefore(file);
      if (word !== undefined) return { auth: 'present', authWhy: `middleware ${word.slice(0, 60)}` };
    }
    for (const file of new Set(files)) if (looksAtCaller(file)) return { auth: 'unknown', authWhy: 'its code looks at who is calling' };
    return { auth: 'none', authWhy: 'no auth, token verifier or middleware asks who is calling' };
  }

  function looksAtCaller(file: string): boolean {
    const body = program.modules.get(file)?.body;
    return body !== undefined && LOOKS.test(JSON.stringify(body).slice(0, 2_000_000));
  }

  /** Transports that a route, a session manager or a handler of requests makes for a server that stands near. */
  function throughTransports(): void {
    for (const use of visited.uses) {
      const name = use.known.name.slice(use.known.name.lastIndexOf('.') + 1);
      if (!use.call || !/^(?:StreamableHTTPServerTransport|SseServerTransport|StreamableHTTPSessionManager|createMcpHandler)$/.test(name))
        continue;
      const servers = serversNear(use);
      if (servers.length === 0) continue;
      const served = name === 'createMcpHandler' ? hosted(use) : behindRoutes(use);
      if (served) for (const server of servers) tell(server, { ...served, transport: /sse/i.test(use.q) ? 'sse' : 'http' });
    }
  }

  function serversNear(use: Use): AssetReference[] {
    const inFile = (files: readonly string[]): AssetReference[] =>
      own
        .filter(({ scope }) => files.includes(scope.file))
        .flatMap(({ call }) => made.get(call!) ?? [])
        .filter(({ kind }) => kind === 'mcp-server');
    const here = inFile([use.scope.file]);
    if (here.length > 0) return here;
    // A server that another file of the same target makes, where it is the only one.
    return own.length === 1 && linked.importers(own[0]!.scope.file).includes(use.scope.file) ? inFile([own[0]!.scope.file]) : [];
  }

  function hosted(use: Use): Omit<Served, 'transport'> {
    const { file } = use.scope;
    const word = asksBefore(file);
    const covered = program.finder.around(file, 'middleware') !== undefined;
    return {
      bind: 'all',
      ...(word !== undefined
        ? { auth: 'present' as const, authWhy: word }
        : covered || looksAtCaller(file)
          ? { auth: 'unknown' as const, authWhy: covered ? 'a middleware stands before it' : 'its code looks at who is calling' }
          : { auth: 'none' as const, authWhy: 'no withMcpAuth asks who is calling' }),
      file,
      line: use.line,
    };
  }

  function behindRoutes(transport: Use): Omit<Served, 'transport'> | undefined {
    const { file } = transport.scope;
    const near = listening.filter((one) => one.file === file || linked.importers(file).includes(one.file));
    const bind = near.find((one) => one.bind === 'all')?.bind ?? near[0]?.bind ?? 'unknown';
    const place = near.find((one) => one.bind === bind) ?? { file, line: transport.line };
    const asked = asksBefore(file);
    if (asked !== undefined)
      return { bind, auth: 'present', authWhy: `middleware ${asked.slice(0, 60)}`, file: place.file, line: place.line };
    const routes = visited.uses.filter((use) => use.known.rule.emits === 'ai-endpoint' && use.scope.file === file);
    let open: string | undefined;
    for (const route of routes) {
      const handlers = route.fn ? [route.fn] : route.call ? functionsIn(linked, route.call, route.scope) : [];
      if (!handlers.some((handler) => reaches(handler, transport))) continue;
      const { auth, why } = accessOf({ ...route, auth: route.known.rule.route?.auth ?? [] }, handlers, linked);
      if (auth !== 'none') return { bind, auth, authWhy: why, file: place.file, line: place.line };
      open ??= why;
    }
    if (open !== undefined)
      return { bind, auth: looksAtCaller(file) ? 'unknown' : 'none', authWhy: open, file: place.file, line: place.line };
    // Python's Starlette, Node's own server: whoever listens in the file hands everything on.
    if (near.length === 0) return undefined;
    const turnsAway = [...visited.bodies.keys()].some(
      (key) => typeof key !== 'string' && visited.bodies.get(key)?.scope.file === file && refuses(key),
    );
    return {
      bind,
      auth: turnsAway || looksAtCaller(file) ? 'unknown' : 'none',
      authWhy: turnsAway ? 'some of its code turns callers away' : 'nothing before it asks who is calling',
      file: place.file,
      line: place.line,
    };
  }

  /** The handler makes the transport, or hands requests to it. */
  function reaches(handler: FunctionDefinition, transport: Use): boolean {
    return bodiesOf(linked, [handler]).some((body) =>
      closureOf(body, visited).some(
        (inner) =>
          inner.uses.includes(transport) ||
          inner.touches.has(transport.call!) ||
          /"n":"handle(?:Request|PostMessage|Message)"/.test(bodyText(inner.key)),
      ),
    );
  }
}

function bodyText(key: FunctionDefinition | string): string {
  return typeof key === 'string' ? '' : JSON.stringify(key.body).slice(0, 200_000);
}

function argument(call: Call, name: string): Expression | undefined {
  const given = call.k.find(([keyword]) => keyword === name)?.[1];
  if (given) return given;
  for (const part of call.a.slice(0, 2))
    if (part.t === 'dict') for (const [key, value] of part.e) if (key?.t === 'str' && key.v === name) return value;
  return undefined;
}

function bindOf(texts: readonly string[]): Served['bind'] {
  return texts.every((text) => LOOPBACK.test(text)) ? 'loopback' : 'all';
}

function spelledOwner(e: Call, pattern: RegExp): boolean {
  return e.f.t === 'attr' && e.f.o.t === 'name' && pattern.test(e.f.o.n);
}

function classRefuses(body: readonly Statement[]): boolean {
  return body.some((one) => one.s === 'function' && refuses(one.d));
}
