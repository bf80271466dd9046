import type { Evidence } from '../../core/evidence.ts';
import type { FactEdgeKind } from '../../core/edges.ts';
import type { AssetReference, Properties } from '../../core/observation.ts';
import { comparedBy } from './auth-variables.ts';
import { closureOf } from './effects.ts';
import { fileRoutes } from './file-routes.ts';
import { bodiesOf, evidenceAt, functionsIn, type Linked, shown } from './linked.ts';
import { type Entry, accessOf, mountsOf } from './routes.ts';
import type { FunctionDefinition } from './syntax.ts';
import { elementsOf, type Scope, textsOf } from './value.ts';
import { type Body, type Call, type Use, valueAt } from './visit.ts';

const AI: ReadonlySet<string> = new Set(['agent', 'model', 'vector-store', 'knowledge-base']);

/** HTTP and chat entries whose handler reaches a model, an agent or a retrieval store. */
export function emitEndpoints(linked: Linked): void {
  const routed = new Set<FunctionDefinition>();
  const declared = linked.visited.uses.filter(({ known }) => known.rule.emits === 'ai-endpoint');
  // What is only marked as a handler comes last: a route that names it says more.
  for (const use of declared.toSorted((a, b) => Number(isMark(a)) - Number(isMark(b)))) {
    const handlers = use.fn ? [use.fn] : use.call ? functionsIn(linked, use.call, use.scope) : [];
    const { route } = use.known.rule;
    if (isMark(use) && handlers.some((fn) => routed.has(fn))) continue;
    for (const fn of handlers) routed.add(fn);
    const entry: Entry = { ...use, auth: route?.auth ?? [] };
    const served = use.call && handlers.length === 0 ? servedBy(linked, use.call, use.scope) : [];
    for (const { method, path } of namesOf(linked, use, handlers)) {
      endpoint(
        linked,
        entry,
        handlers,
        served,
        method,
        path,
        `${shown(use)} declares ${method} ${path}`,
        use.known.library.name,
        undefined,
        use.known.rule.properties,
      );
    }
  }
  for (const { file, method, path, handler, line, framework } of fileRoutes(linked)) {
    const scope = linked.program.scopeOf(file)!;
    endpoint(
      linked,
      { scope, auth: [] },
      [handler],
      [],
      method,
      path,
      `${framework} serves ${method} ${path} from this file`,
      framework,
      line,
    );
  }
}

function isMark({ known }: Use): boolean {
  return known.rule.route?.unrouted === true;
}

function namesOf(linked: Linked, use: Use, handlers: readonly FunctionDefinition[]): { method: string; path: string | undefined }[] {
  const { program } = linked;
  const { route } = use.known.rule;
  const own = route ? textsOf(valueAt(program, use.call, use.scope, route.path))[0]?.text : undefined;
  const last = use.known.name.slice(use.known.name.lastIndexOf('.') + 1).toUpperCase();
  const listed = route?.methods
    ? elementsOf(valueAt(program, use.call, use.scope, route.methods)).flatMap((value) =>
        textsOf(value).map(({ text }) => text.toUpperCase()),
      )
    : [];
  const methods = listed.length > 0 ? listed : [route?.method ?? last];
  const prefixes = prefixOf(linked, use);
  const path = own ?? route?.path.default ?? (prefixes === '' ? (handlers[0]?.name ?? '?') : '');
  return methods.map((method) => ({ method, path: joinPaths(prefixes, path) }));
}

/** The prefixes of the routers an entry belongs to, outermost first. */
function prefixOf(linked: Linked, use: Use): string {
  const { program } = linked;
  const prefix = use.known.rule.route?.prefix;
  const on = use.on ?? controllerOf(linked, use);
  if (!on) return '';
  const own = prefix ? (textsOf(valueAt(program, on.call, on.scope, prefix))[0]?.text ?? '') : '';
  const above = mountsOf(on.call, linked).map(({ mount, scope, rule }) =>
    rule.prefix ? (textsOf(valueAt(program, mount, scope, rule.prefix))[0]?.text ?? '') : '',
  );
  return [...above.reverse(), own].reduce((whole, part) => joinPaths(whole, part), '');
}

/** The decorator of the class a decorated method stands in: `@Controller('chat')`. */
function controllerOf(linked: Linked, use: Use): { call: NonNullable<Use['call']>; scope: Use['scope'] } | undefined {
  if (!use.fn || !use.scope.class) return undefined;
  const { d, scope } = use.scope.class;
  for (const decorator of d.decorators) {
    if (decorator.t !== 'call') continue;
    const of = linked.program.evaluate(decorator.f, scope);
    if (of.v === 'external' && linked.indexOf(scope.file).find('decorators', of.q)?.rule.route) return { call: decorator, scope };
  }
  return undefined;
}

function joinPaths(prefix: string, path: string): string {
  if (prefix === '' || prefix === '/') return path;
  if (path === '' || path === '/') return prefix.startsWith('/') ? prefix : `/${prefix}`;
  return `${prefix.startsWith('/') ? '' : '/'}${prefix.replace(/\/$/, '')}/${path.replace(/^\//, '')}`;
}

function endpoint(
  linked: Linked,
  entry: Entry,
  handlers: readonly FunctionDefinition[],
  served: readonly AssetReference[],
  method: string,
  path: string | undefined,
  detail: string,
  library: string,
  line?: number,
  stated?: Properties,
): void {
  const { emitter } = linked;
  const bodies = bodiesOf(linked, handlers).flatMap((one) => closureOf(one, linked.visited));
  const reached = reachedBy(linked, bodies);
  for (const to of served)
    reached.set(`${to.kind} ${to.key}`, {
      to,
      evidence: linked.linking.evidence(entry.scope.file, line ?? entry.line, 'served by this call'),
    });
  const ai = [...reached.values()].filter(({ to }) => AI.has(to.kind));
  // A model whose name is decided at run time is reached all the same.
  if (ai.length === 0 && !bodies.some((body) => body.uses.some(({ known }) => known.rule.emits === 'model'))) return;
  const { file } = entry.scope;
  const name = `${method} ${path ?? '?'}`;
  const evidence = linked.linking.evidence(file, line ?? entry.line, detail);
  const { auth, why } = accessOf({ ...entry, path }, handlers, linked);
  const { variables, constants } = auth === 'present' ? comparedBy({ ...entry, path }, handlers, linked) : { variables: [], constants: [] };
  const compared = {
    ...(variables.length > 0 ? { authVariables: variables } : {}),
    ...(constants.length > 0 ? { authConstants: constants } : {}),
  };
  const properties = { auth, authWhy: why, ...compared, path, library, startedFrom: linked.importers(file), ...stated };
  const reference = emitter.asset('ai-endpoint', name, [emitter.definition(file, linked.unique(file, name, 'ai-endpoint'))], properties, [
    evidence,
  ]);
  linked.entries.push({ reference, name, library, handlers, bodies: new Set(bodies.map(({ key }) => key)) });
  const application = emitter.application(file, evidence);
  emitter.edge(application, 'contains', reference, 'stated', [evidence]);
  emitter.edge(reference, 'routes-to', application, 'stated', [evidence]);
  for (const { to, evidence: seen } of ai) {
    const kind: FactEdgeKind = to.kind === 'agent' ? 'routes-to' : to.kind === 'model' ? 'uses-model' : 'retrieves-from';
    emitter.edge(reference, kind, to, 'resolved', [seen]);
  }
}

/** Agents and chains given to a call that serves them, directly or inside what wraps them: `add_routes(app, chain, path='/ask')`. */
function servedBy(linked: Linked, call: Call, scope: Scope, deep = 0): AssetReference[] {
  if (deep > 3) return [];
  return [...call.a, ...call.k.map(([, value]) => value)].flatMap((part) =>
    elementsOf(linked.program.evaluate(part, scope)).flatMap((value) => {
      if (value.v !== 'instance') return [];
      return linked.made.get(value.call) ?? servedBy(linked, value.call, value.scope, deep + 1);
    }),
  );
}

function reachedBy(linked: Linked, bodies: readonly Body[]): Map<string, { to: AssetReference; evidence: Evidence }> {
  const reached = new Map<string, { to: AssetReference; evidence: Evidence }>();
  const add = (to: AssetReference, evidence: Evidence) => reached.set(`${to.kind} ${to.key}`, { to, evidence });
  for (const body of bodies) {
    for (const call of body.touches)
      for (const to of linked.made.get(call) ?? []) add(to, linked.linking.evidence(body.scope.file, call.l, 'used by the handler'));
    for (const inner of body.uses)
      if (inner.call) for (const to of linked.made.get(inner.call) ?? []) add(to, evidenceAt(linked, inner, 'used by the handler'));
  }
  return reached;
}
