import type { Linked } from './linked.ts';
import type { FunctionDefinition } from './syntax.ts';
import { isTestFile } from './test-file.ts';
import { optionsOf, type Scope, type Value } from './value.ts';
import type { Body } from './visit.ts';

/** What runs when the model calls a declared tool: the body, and the function whose parameters the model fills. */
export interface Handler {
  body: Body;
  fn?: FunctionDefinition;
}

/**
 * The handler of a tool that is declared by name alone: a function of that name where the tool is given or declared, the function
 * under that name in a dictionary, the member that code looks up by a name it is given (`getattr(self, name)`, `globals()[name]`,
 * `handlers[name]`), or the branch of a dispatcher that stands behind its name. Undefined where none or several fit.
 */
export function handlerOfName(linked: Linked, name: string, scopes: readonly Scope[]): Handler | undefined {
  const spelt = spellings(name);
  for (const one of spelt) {
    const fn = scopes.map((scope) => functionNamed(linked, one, scope)).find((found) => found !== undefined) ?? inDictionary(linked, one);
    if (fn) return ofFunction(linked, fn);
  }
  const lookedUp = onlyOne(spelt.flatMap((one) => lookedUpBy(linked, one)));
  return lookedUp ? ofFunction(linked, lookedUp) : inBranch(linked, spelt);
}

export function ofFunction({ visited }: Linked, fn: FunctionDefinition): Handler | undefined {
  const body = visited.bodies.get(fn);
  return body && { body, fn };
}

/** `kubectl_get` is run by a function of that name, or by `kubectlGet`. */
function spellings(name: string): string[] {
  return [...new Set([name, name.replaceAll(/[_-]+(\w)/g, (_, letter: string) => letter.toUpperCase()), name.replaceAll('-', '_')])];
}

function functionNamed(linked: Linked, name: string, scope: Scope): FunctionDefinition | undefined {
  return onlyOne(functionsOf(linked.program.evaluate({ t: 'name', n: name, l: 0 }, scope)));
}

function functionsOf(value: Value): FunctionDefinition[] {
  return optionsOf(value).flatMap((option) => (option.v === 'function' ? [option.d] : []));
}

function onlyOne(functions: readonly FunctionDefinition[]): FunctionDefinition | undefined {
  return new Set(functions).size === 1 ? functions[0] : undefined;
}

/** The only function that stands under the tool's name in a dictionary. */
function inDictionary({ visited }: Linked, name: string): FunctionDefinition | undefined {
  return onlyOne(visited.dispatch.get(name) ?? []);
}

/** Members of that name of what code looks up by a name: `getattr(self, f"do_{name}")` runs `do_transfer`. */
function lookedUpBy({ program, visited }: Linked, name: string): FunctionDefinition[] {
  return visited.lookups.flatMap(({ of, pattern }) =>
    optionsOf(of).flatMap((option) =>
      functionsOf(
        program.member(
          option,
          pattern.replace('*', () => name),
        ),
      ),
    ),
  );
}

/** The lines behind the tool's name in a dispatcher: `if name == "pay":`, `case "pay":`. */
function inBranch({ visited }: Linked, names: readonly string[]): Handler | undefined {
  const found: Handler[] = [];
  for (const body of visited.bodies.values()) {
    if (body.branches.length === 0 || isTestFile(body.scope.file)) continue;
    for (const branch of body.branches) {
      if (branch.negated || !branch.texts.some((text) => names.includes(text))) continue;
      const part = linesOf(body, branch.from, branch.to);
      // What does nothing anywhere is a list of labels, not a dispatcher.
      if (isEmpty(part) && body.branches.every((other) => isEmpty(linesOf(body, other.from, other.to)))) continue;
      found.push(asHandler(part, body, visited.bodies));
    }
  }
  return found.length === 1 ? found[0] : found.find(({ body }) => body.uses.some(({ known }) => known.rule.effect));
}

/** The part of a body on some of its lines. */
function linesOf(body: Body, from: number, to: number): Body {
  const inside = (line: number): boolean => line >= from && line <= to;
  return {
    ...body,
    uses: body.uses.filter(({ line }) => inside(line)),
    calls: new Set([...body.lines].flatMap(([fn, lines]) => (lines.some(inside) ? [fn] : []))),
    touches: new Set([...body.touches].filter(({ l }) => inside(l))),
  };
}

function isEmpty({ uses, calls }: Body): boolean {
  return uses.length === 0 && calls.size === 0;
}

/** A branch that only calls a function of the target is run by that function. */
function asHandler(part: Body, whole: Body, bodies: ReadonlyMap<Body['key'], Body>): Handler {
  const [only] = part.calls;
  const called = part.calls.size === 1 && part.uses.length === 0 && only ? bodies.get(only) : undefined;
  if (called) return { body: called, fn: only! };
  return typeof whole.key === 'string' ? { body: part } : { body: part, fn: whole.key };
}
