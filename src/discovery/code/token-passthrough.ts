import { type Call, calledName, type Meeting } from './flow/walk.ts';
import { createTracer, type Origin } from './flow/trace.ts';
import type { Linked } from './linked.ts';
import type { Expression } from './syntax.ts';
import { optionsOf, type Scope } from './value.ts';

const MOST = 20;
/** Calls after which it is another token: an exchange, a token of its own. */
const EXCHANGES = /exchange|on_?behalf|acquire_?token|token_?for|obo|mint|issue|sign|verify|decode|introspect|validate|encode/i;
const OPENS: ReadonlySet<string> = new Set(['removeprefix', 'slice', 'split']);

/**
 * Requests of an MCP server of ours that carry the token its caller sent: on the server the property `passesTokens` with `file`, `line`,
 * `sourceFile`, `sourceLine`, `source`. Source of the rule: modelcontextprotocol.io/specification/2025-06-18/basic/authorization, "Access
 * Token Privilege Restriction", and /basic/security_best_practices, "Token Passthrough".
 */
export function tokenPassthrough(linked: Linked): { meeting: Meeting; done(): void } {
  const { program, visited, made } = linked;
  const own = visited.uses.filter(
    ({ known, call }) => known.rule.emits === 'mcp-server' && known.rule.properties?.['own'] === true && call,
  );
  const candidates: { value: Expression; scope: Scope }[] = [];
  if (own.length === 0) return { meeting: {}, done: () => undefined };
  return {
    meeting: {
      dict(e, scope) {
        for (const [key, value] of e.e) if (key?.t === 'str' && /^authorization$/i.test(key.v)) candidates.push({ value, scope });
      },
      call(e, scope) {
        const headers = e.k.find(([name]) => name === 'headers')?.[1];
        if (headers && headers.t !== 'dict' && candidates.length < 500 && isAllHeaders(headers, scope))
          candidates.push({ value: headers, scope });
      },
      assign({ target, value }, scope) {
        if (value && target.t === 'idx' && target.k.t === 'str' && /^authorization$/i.test(target.k.v)) candidates.push({ value, scope });
      },
    },
    done() {
      if (candidates.length === 0) return;
      const trace = createTracer(linked, { of: sourceOf, parameter: () => undefined }, OPENS);
      const found = new Map<string, { scope: Scope; line: number; origin: Origin }>();
      for (const { value, scope } of candidates.slice(0, 500)) {
        const servers = serversOf(scope.file);
        if (servers.length === 0) continue;
        const [origin] = isAllHeaders(value, scope) ? [callers(value, scope)] : trace(value, scope);
        if (origin) found.set(`${scope.file}:${value.l}`, { scope, line: value.l, origin });
      }
      for (const use of own) {
        const reference = made.get(use.call!)?.find(({ kind }) => kind === 'mcp-server');
        const list = [...found.values()].filter(({ scope }) => serversOf(scope.file).includes(use));
        if (!reference || list.length === 0) continue;
        const passesTokens = list.slice(0, MOST).map(({ scope, line, origin }) => ({
          file: scope.file,
          line,
          sourceFile: origin.file,
          sourceLine: origin.line,
          source: origin.detail,
        }));
        linked.emitter.annotate(reference, { passesTokens });
      }
    },
  };

  /** The servers whose code a file is part of: made in it, or in a file that imports it. */
  function serversOf(file: string): typeof own {
    const around = linked.importers(file);
    return own.filter(({ scope }) => around.includes(scope.file));
  }

  function sourceOf(e: Expression, scope: Scope): Origin | 'nothing' | undefined {
    if (e.t === 'call') {
      const name = calledName(e) ?? '';
      if (EXCHANGES.test(name)) return 'nothing';
      if (name === 'get' && e.f.t === 'attr' && e.a[0]?.t === 'str') {
        if (!/^authorization$/i.test(e.a[0].v)) return isHeaders(e.f.o, scope) ? 'nothing' : undefined;
        return isHeaders(e.f.o, scope) ? callers(e, scope) : undefined;
      }
      return isOfServer(e, scope, /\.get_access_token$/) ? callers(e, scope) : undefined;
    }
    if (e.t === 'attr' && (e.n === 'authorization' || e.n === 'Authorization'))
      return isHeaders(e.o, scope) ? callers(e, scope) : undefined;
    // `extra.authInfo.token`, and `req.auth.token` behind requireBearerAuth; `server.auth.token` is a setting of its own.
    if (e.t === 'attr' && e.n === 'token' && e.o.t === 'attr' && (e.o.n === 'authInfo' || (e.o.n === 'auth' && isRequest(e.o.o, scope))))
      return callers(e, scope);
    if (e.t === 'idx' && e.k.t === 'str' && isHeaders(e.o, scope)) return /^authorization$/i.test(e.k.v) ? callers(e, scope) : 'nothing';
    return undefined;
  }

  function callers(e: Expression, scope: Scope): Origin {
    return { from: 'request', file: scope.file, line: e.l, detail: 'the token of the caller', harmless: [] };
  }

  /** The headers of the request that is being answered: `get_http_headers()`, `ctx.request_context.request.headers`, `req.headers`. */
  function isHeaders(e: Expression, scope: Scope, deep = 0): boolean {
    if (deep > 4) return false;
    if (e.t === 'call') return isOfServer(e, scope, /\.get_http_headers$/);
    if (e.t === 'attr' && e.n === 'headers') return isRequest(e.o, scope);
    if (e.t === 'either') return e.e.some((part) => isHeaders(part, scope, deep + 1));
    if (e.t !== 'name') return false;
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const bindings = at.names.get(e.n);
      if (bindings) return bindings.slice(0, 6).some((one) => one.b === 'value' && isHeaders(one.e, one.scope, deep + 1));
    }
    return false;
  }

  function isRequest(e: Expression, scope: Scope): boolean {
    if (e.t === 'call') return isOfServer(e, scope, /\.get_http_request$/);
    if (e.t === 'attr') return e.n === 'requestInfo' || (e.n === 'request' && e.o.t === 'attr' && e.o.n === 'request_context');
    return e.t === 'name' && /^(?:req|request|requestInfo)$/.test(e.n);
  }

  function isAllHeaders(e: Expression, scope: Scope): boolean {
    return e.t === 'call' && isOfServer(e, scope, /\.get_http_headers$/);
  }

  function isOfServer(e: Call, scope: Scope, pattern: RegExp): boolean {
    if (!pattern.test(`.${calledName(e) ?? ''}`)) return false;
    return optionsOf(program.evaluate(e.f, scope)).some((one) => one.v === 'external' && /^(?:fast)?mcp\./.test(one.q));
  }
}
