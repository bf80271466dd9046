import { functionsIn, type Linked } from '../linked.ts';
import type { Expression, FunctionDefinition } from '../syntax.ts';
import type { Scope } from '../value.ts';
import { type Call, calledName, walkProgram } from './walk.ts';

/** Hooks that keep a value and give it with what sets it: `const [answer, setAnswer] = useState('')`. */
export const KEEPS_STATE: ReadonlySet<string> = new Set(['useState', 'createSignal', 'useSignal', 'useLocalStorage']);

interface Given {
  value: Expression;
  scope: Scope;
}

/** Values that go from one function to another through somebody else's hands: a component's state, the state of a graph. */
export interface HandedState {
  /** What the setter beside the state is called with, and what the state begins with. */
  kept(hook: Call, at: Scope): Given[];
  /** What the nodes of a graph return under a key of the state that a node is given; undefined where it is no such state. */
  ofGraph(holder: Expression, key: string, scope: Scope): Given[] | undefined;
}

const MOST = 12;

export function createHandedState(linked: Linked): HandedState {
  const { program } = linked;
  let setters: Map<string, Given[]> | undefined;
  let nodes: Set<FunctionDefinition> | undefined;
  return { kept, ofGraph };

  function kept(hook: Call, at: Scope): Given[] {
    const out: Given[] = hook.a[0] ? [{ value: hook.a[0], scope: at }] : [];
    for (const [name, bindings] of at.names)
      if (bindings.some((one) => one.b === 'item' && one.index === 1 && one.e === hook))
        out.push(...(allSetters().get(`${at.file} ${name}`) ?? []));
    return out.slice(0, MOST);
  }

  function allSetters(): Map<string, Given[]> {
    if (setters) return setters;
    const found = new Map<string, Given[]>();
    walkProgram(program, {
      call(e, scope) {
        const [value] = e.a;
        if (e.f.t !== 'name' || !/^set[A-Z]/.test(e.f.n) || !value) return;
        const key = `${scope.file} ${e.f.n}`;
        const list = found.get(key) ?? [];
        if (list.length === 0) found.set(key, list);
        // `setAnswer((before) => before + piece)`
        if (value.t === 'fn') {
          for (const statement of value.d.body)
            if (statement.s === 'return') list.push({ value: statement.e, scope: program.bodyOf(value.d, scope) });
        } else list.push({ value, scope });
      },
    });
    return (setters = found);
  }

  function ofGraph(holder: Expression, key: string, scope: Scope): Given[] | undefined {
    if (holder.t !== 'name') return undefined;
    const binding = scope.names.get(holder.n)?.find((one) => one.b === 'parameter');
    const all = allNodes();
    if (binding?.b !== 'parameter' || binding.index > 1 || !all.has(binding.fn)) return undefined;
    const out: Given[] = [];
    for (const fn of all) {
      const body = linked.visited.bodies.get(fn);
      for (const statement of body ? fn.body : []) {
        if (statement.s === 'return' && statement.e.t === 'dict') {
          const value = statement.e.e.find(([name]) => name?.t === 'str' && name.v === key)?.[1];
          if (value && out.length < MOST) out.push({ value, scope: body!.scope });
        } else if (
          statement.s === 'assign' &&
          statement.value &&
          statement.target.t === 'idx' &&
          statement.target.k.t === 'str' &&
          statement.target.k.v === key
        ) {
          if (out.length < MOST) out.push({ value: statement.value, scope: body!.scope });
        }
      }
    }
    return out;
  }

  /** Functions given to a graph as its nodes. */
  function allNodes(): Set<FunctionDefinition> {
    if (nodes) return nodes;
    const found = new Set<FunctionDefinition>();
    for (const use of linked.visited.uses)
      if (use.known.rule.handlers && use.call && calledName(use.call) !== 'add_conditional_edges')
        for (const fn of functionsIn(linked, use.call, use.scope)) found.add(fn);
    return (nodes = found);
  }
}
