import { matchAiHost } from '../../../recognizers/ai-hosts/match.ts';
import type { Linked } from '../linked.ts';
import { hostOf } from '../stores.ts';
import type { Expression } from '../syntax.ts';
import { optionsOf, patternsOf, type Scope, type Value } from '../value.ts';
import type { Use } from '../visit.ts';
import type { Origin } from './trace.ts';
import { type Call, calledName } from './walk.ts';

/** Tasks whose answer is text that somebody could have talked the model into. */
const WRITES: ReadonlySet<string | undefined> = new Set([undefined, 'chat', 'completion', 'vision', 'transcription']);
/** Names under which libraries ask a model, chain or agent they made. */
const ASKS = new Set(
  'invoke ainvoke stream astream astream_events run arun run_sync run_stream run_streamed runSync call acall predict apredict predict_messages generate agenerate generateContent generate_content generate_content_async generateContentStream sendMessage send_message sendMessageStream send_message_async complete acomplete chat achat stream_chat query aquery kickoff kickoff_async ask batch abatch forward __call__ responses create generate_reply a_generate_reply initiate_chat invoke_async invoke_model converse do process prompt text respond generateText streamText object'.split(
    ' ',
  ),
);
/** Calls that make what is asked later. */
const MAKES =
  /(?:^|\.)(?:pipeline|from_pretrained|init_chat_model|load\w*|getattr|languageModel|chatModel|getGenerativeModel|get_generative_model|bind_?tools|bind|with_\w+|withStructuredOutput|from_quantized|connect|\w+_download|wrap\w*|gateway|create[A-Z]\w*|customProvider)$/;
const SHAPES = [
  'response_model',
  'text_format',
  'output_type',
  'output_schema',
  'result_type',
  'responseSchema',
  'response_schema',
  'schema',
  'output_pydantic',
  'output_json',
  'outputSchema',
];

/** Which calls give the answer of a model: asked of every call on the way of a value. */
export function createAnswers(linked: Linked): (e: Expression, scope: Scope) => Origin | undefined {
  const { program, visited } = linked;
  const uses = new Map<Call, Use>();
  for (const use of visited.uses) if (use.call && use.table === 'calls' && !uses.has(use.call)) uses.set(use.call, use);
  return (e, scope) => (e.t === 'call' ? answerOf(e, scope) : undefined);

  function answerOf(e: Call, scope: Scope): Origin | undefined {
    const use = uses.get(e);
    if (use && use.known.rule.emits === 'model')
      return WRITES.has(use.known.rule.task) && isAsked(use) ? origin(e, scope, use.q) : undefined;
    const name = calledName(e) ?? '';
    if (e.f.t === 'attr' && ASKS.has(name)) {
      if (isAi(e.f.o, scope)) return origin(e, scope, name);
      // `Runner.run(agent, question)`: the agent is given to who runs it.
      const callee = program.evaluate(e.f, scope);
      if (callee.v === 'external' && /(?:^|\.)Runner\.|(?:^|\.)run\w*$/.test(callee.q) && e.a.slice(0, 2).some((part) => isAi(part, scope)))
        return origin(e, scope, callee.q);
    }
    if (e.f.t === 'name' && (name === 'run' || name === 'query' || name === 'useChat') && !use) {
      const callee = program.evaluate(e.f, scope);
      if (
        callee.v === 'external' &&
        /^(?:@openai\/agents\.run|@?claude_agent_sdk\.query|@anthropic-ai\/claude-agent-sdk\.query|@ai-sdk\/react\.useChat|ai\/react\.useChat)$/.test(
          callee.q,
        )
      )
        return origin(e, scope, callee.q);
    }
    // `pipe("…")`, `chain(question)`: what was made is called.
    if ((e.f.t === 'name' || e.f.t === 'call') && isAi(e.f, scope)) return origin(e, scope, name === '' ? 'the call' : name);
    return asksHost(e, scope, name);
  }

  function isAsked(use: Use): boolean {
    const last = use.q.slice(use.q.lastIndexOf('.') + 1).replaceAll('()', '');
    return !/^[A-Z]/.test(last) && !MAKES.test(use.q.replaceAll('()', '')) && !(use.call?.f.t === 'name' && use.q.startsWith('@ai-sdk/'));
  }

  function origin(e: Call, scope: Scope, what: string): Origin {
    const shaped = [...e.k.map(([name]) => name), ...e.a.slice(0, 2).flatMap((part) => (part.t === 'dict' ? keysOf(part) : []))].some(
      (name) => SHAPES.includes(name),
    );
    const bound = e.f.t === 'attr' && structured(e.f.o, scope, 0);
    return {
      from: 'model',
      file: scope.file,
      line: e.l,
      detail: `answer of the model (${what.replaceAll('()', '').slice(0, 80)})`,
      harmless: [],
      ...(shaped || bound ? { shaped: true } : {}),
    };
  }

  /** `llm.with_structured_output(Answer).invoke(…)`, also through a variable. */
  function structured(e: Expression, scope: Scope, deep: number): boolean {
    if (deep > 5) return false;
    if (e.t === 'call') {
      const name = calledName(e) ?? '';
      if (
        /^(?:with_structured_output|withStructuredOutput|PydanticOutputParser|JsonOutputParser|from_zod\w*|fromZodSchema|from_instructor|from_openai|patch)$/.test(
          name,
        )
      )
        return true;
      return e.f.t === 'attr' && structured(e.f.o, scope, deep + 1);
    }
    if (e.t === 'bin') return structured(e.x, scope, deep + 1) || structured(e.y, scope, deep + 1);
    if (e.t !== 'name') return false;
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const bindings = at.names.get(e.n);
      if (bindings) return bindings.some((one) => one.b === 'value' && structured(one.e, one.scope, deep + 1));
    }
    return false;
  }

  function isAi(e: Expression, scope: Scope): boolean {
    return optionsOf(program.evaluate(e, scope)).some((value) => isAiValue(value, 0));
  }

  /** A model, an agent, or what a library made of one: `prompt | llm`, `LLMChain(llm=llm)`. */
  function isAiValue(value: Value, deep: number): boolean {
    if (deep > 3) return false;
    if (value.v === 'made') {
      const own = value.call && linked.made.get(value.call);
      return (own ?? []).some(isAiKind) || (linked.classOf.get(value.of.d)?.kind ?? '') === 'agent';
    }
    if (value.v === 'external') return value.of !== undefined && isAiValue(value.of, deep + 1);
    if (value.v !== 'instance') return false;
    const made = linked.made.get(value.call);
    if (made) {
      const use = uses.get(value.call);
      return made.some(isAiKind) && (use === undefined || WRITES.has(use.known.rule.task));
    }
    if (uses.get(value.call)?.known.rule.emits === 'model') return WRITES.has(uses.get(value.call)!.known.rule.task);
    if (uses.get(value.call)?.known.rule.emits !== undefined && uses.get(value.call)?.known.rule.emits !== 'agent') return false;
    if (!/^(?:@?langchain|langgraph|llama_?index|haystack|dspy|instructor|guidance|crewai|autogen)/.test(value.q)) return false;
    return [...value.call.a, ...value.call.k.map(([, part]) => part)]
      .slice(0, 8)
      .some((part) => optionsOf(program.evaluate(part, value.scope)).some((inner) => isAiValue(inner, deep + 1)));
  }

  /** A model asked over HTTP without a library: `requests.post("https://api.openai.com/…")`. */
  function asksHost(e: Call, scope: Scope, name: string): Origin | undefined {
    if (name !== 'post' && name !== 'fetch' && name !== 'request') return undefined;
    for (const part of e.a.slice(0, 2)) {
      const address = program.evaluate(part, scope);
      // A function of ours that fetches whatever it is told asks many things.
      if (address.v === 'parameter') continue;
      for (const { text } of patternsOf(address)) {
        const host = /^https?:/.test(text) ? hostOf(text) : undefined;
        const served = (host !== undefined && matchAiHost(host)?.provider !== undefined) || /:11434\/api\/(?:chat|generate)/.test(text);
        if (
          served &&
          /chat|complet|messages|generat|responses|converse|invoke|predict/.test(text) &&
          !/embed|moderation|audio|image|speech/.test(text)
        )
          return origin(e, scope, host ?? 'ollama');
      }
    }
    return undefined;
  }
}

function isAiKind({ kind }: { kind: string }): boolean {
  return kind === 'model' || kind === 'agent';
}

function keysOf(e: Expression & { t: 'dict' }): string[] {
  return e.e.flatMap(([key]) => (key?.t === 'str' ? [key.v] : []));
}
