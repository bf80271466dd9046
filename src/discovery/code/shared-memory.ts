import { type Call, calledName, type Meeting } from './flow/walk.ts';
import { entriesTo } from './flow/outputs.ts';
import type { Linked } from './linked.ts';
import type { Told } from './safety-off.ts';
import type { Expression, FunctionDefinition } from './syntax.ts';
import { isTestFile } from './test-file.ts';
import { optionsOf, type Scope } from './value.ts';

/** Entries of pages that run once for each visitor, whose module level is not shared. */
const PER_VISITOR = /^(?:streamlit|chainlit|gradio|panel)$/;
/** Options that say whose memory it is. */
const WHOSE = new Set([
  'thread_id',
  'threadId',
  'session_id',
  'sessionId',
  'user_id',
  'userId',
  'conversation_id',
  'resourceId',
  'resource',
]);
/** Calls that keep or find what was said, by what is called. */
const REMEMBERS = /^(?:mem0|zep_python|zep_cloud|mem0ai|agents\.|langgraph|langchain|@langchain|@mastra|llama_index|agno|letta)/;
/** Objects that hold one conversation. */
const CONVERSATIONS =
  /(?:\.|^)(?:ConversationBufferMemory|ConversationBufferWindowMemory|ConversationSummaryMemory|ConversationSummaryBufferMemory|ChatMemoryBuffer(?:\.from_defaults)?|InMemoryChatMessageHistory|ChatMessageHistory|BufferMemory)$/;

/**
 * Memory that all callers of an HTTP entry share: the property `sharedMemory` of the application with `how` (key or object), `what`,
 * `value`, `file`, `line`, `entries`. A key is shared where it is a fixed text in the code an entry runs; an object where it is made once
 * for the process. Sources: langchain-ai.github.io/langgraph/concepts/persistence (threads), docs.mem0.ai (user_id),
 * openai.github.io/openai-agents-python/sessions, python.langchain.com (memory).
 */
export function sharedMemory(linked: Linked, told: (one: Told) => void): { meeting: Meeting; done(): void } {
  const { program, visited } = linked;
  const seen = new Set<string>();
  return {
    meeting: {
      call(e, scope) {
        for (const [keyword, value] of e.k) if (WHOSE.has(keyword) && remembers(e.f, scope)) key(keyword, value, scope);
        const name = calledName(e) ?? '';
        if (/(?:SQLite|SQLAlchemy|Redis|OpenAIConversations)Session$/.test(name) && e.a[0] && remembers(e.f, scope))
          key('session_id', e.a[0], scope);
      },
      dict(e, scope) {
        for (const [name, value] of e.e) {
          if (name?.t !== 'str') continue;
          if (name.v === 'configurable' && value.t === 'dict')
            for (const [inner, given] of value.e) if (inner?.t === 'str' && WHOSE.has(inner.v)) key(inner.v, given, scope);
        }
      },
    },
    done() {
      for (const use of visited.uses) {
        if (!use.call || typeof use.body !== 'string' || isTestFile(use.scope.file) || !CONVERSATIONS.test(use.q)) continue;
        const entries = entriesUsing(use.call, use.scope);
        const through = entries.length > 0 ? entries : throughChains(use.call);
        if (through.length > 0)
          tell('object', use.q.slice(use.q.search(/[A-Z]/)).split('.')[0]!, undefined, use.scope.file, use.line, through);
      }
    },
  };

  /** An object given to what an entry uses: `chain = ConversationChain(llm=llm, memory=memory)`. */
  function throughChains(call: Call): string[] {
    for (const use of visited.uses) {
      if (!use.call || typeof use.body !== 'string' || use.call === call) continue;
      const given = use.call.k.find(([name]) => /^(?:memory|chat_memory)$/.test(name))?.[1];
      if (!given || !optionsOf(program.evaluate(given, use.scope)).some((one) => one.v === 'instance' && one.call === call)) continue;
      const entries = entriesUsing(use.call, use.scope);
      if (entries.length > 0) return entries;
    }
    return [];
  }

  /** Entries that use what a call at module level made, by its name or through what they touch. */
  function entriesUsing(made: Call, scope: Scope): string[] {
    const names = [...scope.names].flatMap(([name, bindings]) =>
      bindings.some((one) => one.b === 'value' && one.e === made) ? [name] : [],
    );
    return linked.entries
      .filter(
        ({ library, bodies }) =>
          !PER_VISITOR.test(library) &&
          [...bodies].some((key) => visited.bodies.get(key)?.touches.has(made) || (typeof key !== 'string' && mentions(key, names))),
      )
      .map(({ name }) => name);
  }

  function remembers(f: Expression, scope: Scope): boolean {
    return optionsOf(program.evaluate(f, scope)).some(
      (one) => (one.v === 'external' || one.v === 'instance') && (REMEMBERS.test(one.q) || /(?:Session|Memory)\b/.test(one.q)),
    );
  }

  function key(what: string, value: Expression, scope: Scope): void {
    // Only what is written as a text: a default of a parameter or a variable is replaced where it matters.
    const fixed = value.t === 'str' ? value.v : value.t === 'name' && scope.fn ? constant(value, scope) : undefined;
    if (fixed === undefined || fixed === '') return;
    const entries = httpEntries(scope, value);
    if (entries.length > 0) tell('key', what, fixed, scope.file, value.l, entries);
  }

  /** A name bound once in the module to a text. */
  function constant(e: Expression & { t: 'name' }, scope: Scope): string | undefined {
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const bindings = at.names.get(e.n);
      if (!bindings) continue;
      const [only] = bindings;
      return bindings.length === 1 && !at.fn && only?.b === 'value' && only.e.t === 'str' ? only.e.v : undefined;
    }
    return undefined;
  }

  function httpEntries(scope: Scope, value: Expression): string[] {
    const inside = entriesTo(linked, scope);
    const names = new Set(linked.entries.filter(({ library }) => PER_VISITOR.test(library)).map(({ name }) => name));
    if (inside.length > 0) return inside.filter((name) => !names.has(name));
    if (scope.fn) return [];
    // `CONFIG = {"configurable": {"thread_id": "1"}}` at module level, used by a handler by its name.
    const holders = [...scope.names].flatMap(([name, bindings]) =>
      bindings.some((one) => one.b === 'value' && JSON.stringify(one.e).length < 4000 && contains(one.e, value)) ? [name] : [],
    );
    return linked.entries
      .filter(({ library, handlers }) => !PER_VISITOR.test(library) && handlers.some((fn) => mentions(fn, holders)))
      .map(({ name }) => name)
      .slice(0, 5);
  }

  function tell(how: string, what: string, value: string | undefined, file: string, line: number, entries: string[]): void {
    // Written and read under the same key it is one fault.
    const id = `${file} ${what} ${value ?? line}`;
    if (seen.has(id)) return;
    seen.add(id);
    told({
      entry: { how, what, ...(value === undefined ? {} : { value: value.slice(0, 60) }), file, line, entries: entries.slice(0, 5) },
      file,
      line,
    });
  }
}

function mentions(fn: FunctionDefinition, names: readonly string[]): boolean {
  if (names.length === 0) return false;
  const text = JSON.stringify(fn.body);
  return names.some((name) => text.includes(`"t":"name","n":"${name}"`));
}

function contains(e: Expression, value: Expression, deep = 0): boolean {
  if (e === value) return true;
  if (deep > 5) return false;
  if (e.t === 'dict') return e.e.some(([, inner]) => contains(inner, value, deep + 1));
  return (
    e.t === 'call' && (e.k.some(([, inner]) => contains(inner, value, deep + 1)) || e.a.some((inner) => contains(inner, value, deep + 1)))
  );
}
