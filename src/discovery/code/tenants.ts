import { type Call, calledName, type Meeting } from './flow/walk.ts';
import { entriesTo } from './flow/outputs.ts';
import type { Linked } from './linked.ts';
import type { Told } from './safety-off.ts';
import type { Expression } from './syntax.ts';
import { optionsOf, type Scope, type Value } from './value.ts';

/** Fields that say whose a document is. */
const WHOSE =
  /^(?:tenant(?:_?(?:id|name|key))?|owner(?:_?(?:id|email))?|(?:user|org|organi[sz]ation|customer|client|account|workspace|company|member|patient|employee|student)_?(?:id|email)|customer)$/i;
/** The same as a word in the names that a call mentions. */
const WHOSE_WORD =
  /"(?:n|v)":"[^"]*(?:tenant|owner|(?:user|org|organi[sz]ation|customer|client|account|workspace|company|member|patient|employee|student)_?(?:id|email)|current_?user|namespace)[^"]*"/i;
const LIBRARY =
  /^(?:langchain|llama_index|chromadb|pinecone|qdrant_client|weaviate|pymilvus|lancedb|azure\.search|opensearchpy|elasticsearch|@langchain|@pinecone-database|@qdrant|chromadb|@upstash\/vector|weaviate-client|llamaindex)/;
const WRITES = new Set(
  'Document TextNode PointStruct add upsert add_texts add_documents aadd_documents addDocuments addVectors from_documents from_texts fromDocuments fromTexts insert insert_many upload_points create_documents createDocuments'.split(
    ' ',
  ),
);
const METADATA = new Set(['metadata', 'metadatas', 'payload', 'payloads', 'properties', 'extra_info']);
const READS = new Set(
  'similarity_search similarity_search_with_score similarity_search_with_relevance_scores asimilarity_search max_marginal_relevance_search as_retriever asRetriever similaritySearch similaritySearchWithScore query search query_points near_text near_vector hybrid as_query_engine as_chat_engine asQueryEngine'.split(
    ' ',
  ),
);
/** Options that narrow what a retrieval may find. */
const NARROWS =
  /^(?:filters?|where|query_filter|queryFilter|scroll_filter|namespace|partition_names|partition_key|expr|tenant|pre_filter|preFilter|search_kwargs|searchKwargs|vector_store_kwargs|access_control|\*\*)$/;

/**
 * Both sides of keeping tenants apart in a vector store, as properties of the application: `tenantFields` (what is put in says whose it
 * is: `field`, `file`, `line`) and `openRetrievals` (an entry of ours asks without saying for whom: `call`, `file`, `line`, `entries`,
 * `looked` where what was found is gone through afterwards). Sources: docs.trychroma.com (where), docs.pinecone.io (namespaces, metadata
 * filters), qdrant.tech/documentation/guides/multiple-partitions, python.langchain.com (filter, search_kwargs).
 */
export function tenants(linked: Linked, fields: (one: Told) => void, retrievals: (one: Told) => void): Meeting {
  const { program } = linked;
  return {
    call(e, scope) {
      const name = calledName(e) ?? '';
      if (WRITES.has(name) && isOfLibrary(e, scope)) written(e, scope);
      if (READS.has(name)) asked(e, scope, name);
    },
    assign({ target, l }, scope) {
      // `document.metadata["user_id"] = user.id`
      if (target.t === 'idx' && target.k.t === 'str' && WHOSE.test(target.k.v) && target.o.t === 'attr' && target.o.n === 'metadata')
        field(target.k.v, scope, l);
    },
  };

  function field(name: string, scope: Scope, line: number): void {
    fields({ entry: { field: name, file: scope.file, line }, file: scope.file, line });
  }

  function written(e: Call, scope: Scope): void {
    const parts: Expression[] = e.k.filter(([keyword]) => METADATA.has(keyword)).map(([, value]) => value);
    const options = e.a.slice(0, 2).flatMap((part) => (part.t === 'list' ? part.e.slice(0, 4) : [part]));
    for (const part of options)
      if (part.t === 'dict') for (const [key, value] of part.e) if (key?.t === 'str' && METADATA.has(key.v)) parts.push(value);
    for (const part of parts) {
      const found = whoseIn(part, scope);
      if (found) return field(found, scope, part.l);
    }
  }

  /** The field of a metadata dictionary, of a list of them, or of what a name stands for. */
  function whoseIn(e: Expression, scope: Scope, deep = 0): string | undefined {
    if (deep > 4) return undefined;
    if (e.t === 'dict') return e.e.flatMap(([key]) => (key?.t === 'str' && WHOSE.test(key.v) ? [key.v] : []))[0];
    if (e.t === 'list')
      return e.e
        .slice(0, 4)
        .map((item) => whoseIn(item, scope, deep + 1))
        .find((one) => one !== undefined);
    if (e.t !== 'name' && e.t !== 'attr') return undefined;
    const objects = optionsOf(program.evaluate(e, scope)).flatMap((one) => (one.v === 'list' ? one.items.slice(0, 4) : [one]));
    for (const one of objects) if (one.v === 'object') for (const [key] of one.members) if (WHOSE.test(key)) return key;
    return undefined;
  }

  function asked(e: Call, scope: Scope, name: string): void {
    const store = storeOf(e, scope);
    if (!store) return;
    const entries = entriesOf(e, scope);
    if (entries.length === 0) return;
    if (WHOSE_WORD.test(JSON.stringify(e.f) + JSON.stringify(e.a) + JSON.stringify(e.k))) return;
    if (store.v === 'instance' && WHOSE_WORD.test(JSON.stringify(store.call).slice(0, 20_000))) return;
    // A filter that was not followed may be the one; a filter on something else is none.
    const narrowed = [...e.k.filter(([keyword]) => NARROWS.test(keyword)).map(([, value]) => value), ...e.a.flatMap(optionValues)];
    if (e.a.some(({ t }) => t === 'spread') || narrowed.some((value) => !isPlain(value))) return;
    retrievals({
      entry: { call: name, file: scope.file, line: e.l, entries, ...(goesThrough(e, scope) ? { looked: true } : {}) },
      file: scope.file,
      line: e.l,
    });
  }

  function optionValues(part: Expression): Expression[] {
    if (part.t !== 'dict') return [];
    return part.e.flatMap(([key, value]) => (key === null || (key.t === 'str' && NARROWS.test(key.v)) ? [value] : []));
  }

  /** Written out with nothing in it that somebody else decides: `{"lang": "en"}`, `{"k": 4}`. */
  function isPlain(e: Expression, deep = 0): boolean {
    if (deep > 6) return false;
    if (e.t === 'dict') return e.e.every(([key, value]) => key !== null && isPlain(value, deep + 1));
    if (e.t === 'list') return e.e.every((item) => isPlain(item, deep + 1));
    return e.t === 'str' || e.t === 'num' || e.t === 'bool' || e.t === 'null';
  }

  function isOfLibrary(e: Call, scope: Scope): boolean {
    return optionsOf(program.evaluate(e.f, scope)).some((one) => one.v === 'external' && LIBRARY.test(one.q));
  }

  function storeOf(e: Call, scope: Scope): Value | undefined {
    if (e.f.t !== 'attr') return undefined;
    for (const option of optionsOf(program.evaluate(e.f, scope)))
      if (option.v === 'external' && option.of && LIBRARY.test(option.q)) return option.of;
    return undefined;
  }

  /** HTTP entries that lead to the call, or that use what it made at module level. */
  function entriesOf(e: Call, scope: Scope): string[] {
    const inside = entriesTo(linked, scope);
    if (inside.length > 0 || scope.fn) return inside;
    // `retriever = store.as_retriever()` at module level is used by its name.
    const names = [...scope.names].flatMap(([name, bindings]) => (bindings.some((one) => one.b === 'value' && one.e === e) ? [name] : []));
    const using = linked.entries.filter(({ bodies }) =>
      [...bodies].some(
        (key) => typeof key !== 'string' && names.some((name) => JSON.stringify(key.body).includes(`"t":"name","n":"${name}"`)),
      ),
    );
    return using.map(({ name }) => name).slice(0, 5);
  }

  /** `[d for d in found if …]`: what decides there is not kept. */
  function goesThrough(e: Call, scope: Scope): boolean {
    const body = scope.fn?.body ?? [];
    const names = body.flatMap((one) =>
      one.s === 'assign' && one.value && holds(one.value, e) && one.target.t === 'name' ? [one.target.n] : [],
    );
    return (
      body.some((one) => one.s === 'each' && one.e.t === 'name' && names.includes(one.e.n)) && WHOSE_WORD.test(JSON.stringify(scope.fn))
    );
  }
}

function holds(e: Expression, call: Call, deep = 0): boolean {
  if (e === call) return true;
  return deep < 4 && e.t === 'call' && (holds(e.f, call, deep + 1) || e.a.some((part) => holds(part, call, deep + 1)));
}
