import type { Linked } from './linked.ts';
import type { FunctionDefinition } from './syntax.ts';
import { optionsOf, type Value } from './value.ts';

/**
 * Entries a framework finds by the place of a file and the names it exports, not by a call: what knowledge files cannot say.
 * Rules: https://nextjs.org/docs/app/api-reference/file-conventions/route and /docs/pages/building-your-application/routing/api-routes,
 * https://svelte.dev/docs/kit/routing#server, https://nitro.build/guide/routing, https://developers.cloudflare.com/workers/runtime-apis/handlers/fetch/.
 */
export interface FileRoute {
  file: string;
  method: string;
  path: string;
  handler: FunctionDefinition;
  line: number;
  framework: string;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export function* fileRoutes(linked: Linked): Iterable<FileRoute> {
  for (const [file, module] of linked.program.modules) {
    if (module.language === 'python') continue;
    const found = placeOf(file);
    for (const { name, method } of found?.exports ?? []) yield* routes(linked, file, name, method, found!.path, found!.framework);
    if (!found) yield* workers(linked, file);
  }
}

function placeOf(file: string): { path: string; framework: string; exports: { name: string; method: string }[] } | undefined {
  const named = METHODS.map((name) => ({ name, method: name }));
  const app = /(?:^|\/)app\/(?:(.*)\/)?route\.[cm]?[jt]sx?$/.exec(file);
  if (app) return { path: pathOf(app[1] ?? ''), framework: 'next', exports: named };
  const pages = /(?:^|\/)pages\/(api\/.*)\.[cm]?[jt]sx?$/.exec(file);
  if (pages) return { path: pathOf(pages[1]!), framework: 'next', exports: [{ name: 'default', method: 'ANY' }] };
  const kit = /(?:^|\/)routes\/(?:(.*)\/)?\+server\.[jt]s$/.exec(file);
  if (kit) return { path: pathOf(kit[1] ?? ''), framework: 'sveltekit', exports: named };
  const nitro = /(?:^|\/)server\/(api|routes)\/(.*?)(?:\.(get|post|put|patch|delete))?\.[cm]?[jt]s$/.exec(file);
  if (nitro)
    return {
      path: pathOf(nitro[1] === 'api' ? `api/${nitro[2]}` : nitro[2]!),
      framework: 'nitro',
      exports: [{ name: 'default', method: nitro[3]?.toUpperCase() ?? 'ANY' }],
    };
  return undefined;
}

/** Folders in brackets are parameters, those in parentheses only group. */
function pathOf(folders: string): string {
  const parts = folders.split('/').filter((part) => part !== '' && part !== 'index' && !/^\(.*\)$/.test(part) && !part.startsWith('@'));
  return `/${parts.join('/')}`;
}

function* routes(linked: Linked, file: string, name: string, method: string, path: string, framework: string): Iterable<FileRoute> {
  const { program } = linked;
  const scope = program.scopeOf(file)!;
  if (!scope.names.has(name)) return;
  for (const handler of handlersOf(linked, program.member({ v: 'module', file }, name)))
    yield { file, method, path, handler, line: handler.line, framework };
}

/** `export default { async fetch(request, env) {…} }`. */
function* workers(linked: Linked, file: string): Iterable<FileRoute> {
  const { program } = linked;
  if (!program.scopeOf(file)!.names.has('default')) return;
  for (const option of optionsOf(program.member({ v: 'module', file }, 'default'))) {
    if (option.v !== 'object') continue;
    for (const handler of handlersOf(linked, program.member(option, 'fetch')))
      if (handler.parameters.length > 0) yield { file, method: 'ANY', path: '/', handler, line: handler.line, framework: 'fetch handler' };
  }
}

/** The exported function; of a wrapper (`export const POST = withAuth(async (request) => …)`) what it wraps. */
function handlersOf(linked: Linked, value: Value): FunctionDefinition[] {
  return optionsOf(value).flatMap((option) => {
    if (option.v === 'function') return [option.d];
    if (option.v !== 'instance') return [];
    return option.call.a.flatMap((part) =>
      optionsOf(linked.program.evaluate(part, option.scope)).flatMap((inner) => (inner.v === 'function' ? [inner.d] : [])),
    );
  });
}
