/**
 * What calls do with what they are given. Everything not named here ends a flow: a lookup, a query or a count says nothing of
 * what it was asked with.
 */

/** Ways a value can be used; what makes it harmless for one does not for another. */
export const USES = ['code', 'shell', 'sql', 'html', 'path', 'load', 'prompt'] as const;
export type UseOfValue = (typeof USES)[number];

/** Methods that give (part of) the value they are called on. */
export const KEEPING_METHODS: ReadonlySet<string> = new Set(
  'strip lstrip rstrip trim trimStart trimEnd split rsplit splitlines partition rpartition replace replaceAll lower upper title toLowerCase toUpperCase capitalize removeprefix removesuffix encode decode toString slice substring substr at charAt concat join group groups match matchAll exec pop shift get values items entries keys json text read getvalue dict model_dump model_dump_json to_dict flat filter map flatMap forEach find reduce copy then catch finally format format_map expandtabs zfill center ljust rjust translate normalize padStart padEnd repeat data first last result output __next__ __anext__ next asend content getReader toArray toTextStreamResponse get_final_message get_final_text getFinalResponse getFinalMessage finalMessage final_message until_done body form blob arrayBuffer formData query param params valid nextUrl getlist getAll get_json get_data with_suffix joinpath toReversed reverse sort'.split(
    ' ',
  ),
);

/** Methods and functions that put their arguments into what they give. */
export const TAKING: ReadonlySet<string> = new Set(
  'format format_map join replace replaceAll concat push append extend add insert unshift str String repr list tuple sorted reversed set next iter aiter anext filter map zip enumerate dedent indent fill cleandoc dumps stringify loads parse literal_eval compile text sub subn search match fullmatch findall split b64decode b64encode unescape decodeURIComponent encodeURI unquote markdown markdown2 marked render convert Path PurePath from_iterable chain deepcopy copy structuredClone assign fromEntries from of raw cast Buffer TextDecoder Template substitute safe_substitute safe_load Markup HTML SystemMessage HumanMessage PromptTemplate from_template from_messages Promise resolve all race dict gather run wait_for to_thread'.split(
    ' ',
  ),
);

/** Functions after which nothing the sender chose is left: numbers, sizes, hashes, truth values. */
export const SETTLING: ReadonlySet<string> = new Set(
  'int float complex bool len Number parseInt parseFloat Boolean BigInt isinstance hash md5 sha256 sha1 uuid4 randomUUID hexdigest digest count index indexOf includes startswith startsWith endswith endsWith UUID Decimal Date isoformat round abs min max sum ord has hasOwnProperty isdigit'.split(
    ' ',
  ),
);

/** Names of functions after which the value is harmless in one way; undefined: none. */
export function harmlessAfter(name: string): readonly UseOfValue[] | undefined {
  if (/^(?:literal_eval|safe_eval|simple_eval|simpleeval|compile_restricted\w*)$/i.test(name)) return ['code'];
  if (/^(?:quote|shlex_quote|shellescape|escapeShellArg|quoteShell\w*)$/i.test(name)) return ['shell', 'html'];
  if (/^(?:secure_filename|basename|slugify|sanitize_?(?:file_?name|path)|safe_join|safe_?(?:file_?name|path))$/i.test(name))
    return ['path'];
  if (
    /saniti[sz]e|^(?:escape|escape_?html|html_?escape|bleach|purify|encode_?html|escapeHtml|e|esc|h|encode|stripTags|strip_tags|striptags|urlencode|encodeURIComponent|conditional_escape|htmlspecialchars|nh3|xss|filterXSS|escapeHTML)$/i.test(
      name,
    )
  )
    return ['html'];
  if (/^(?:quote_ident|quote_identifier|escape_?(?:string|literal|identifier)|mogrify|transpile)$/i.test(name)) return ['sql'];
  return undefined;
}

/** `bleach.clean(x)`, `nh3.clean(x)`, `DOMPurify.sanitize(x)`, `html.escape(x)` by their whole name. */
export function cleansMarkup(q: string): boolean {
  return /(?:bleach|nh3|dompurify|sanitize-html|html|markupsafe|xss|lxml\.html\.clean|django\.utils\.html)(?:\.\w+)*\.(?:clean|clean_html|clean_text|sanitize|escape|default|conditional_escape)$/i.test(
    q,
  );
}

/** Calls whose result has the shape a schema says: pydantic, zod, valibot, ajv, marshmallow, jsonschema, msgspec. */
export const SHAPING: ReadonlySet<string> = new Set(
  'model_validate model_validate_json model_validate_strings parse_obj parse_raw validate_python validate_json safeParse safeParseAsync parseAsync TypeAdapter from_json convert_to load_model'.split(
    ' ',
  ),
);

/** Members of an answer that say something about it and hold nothing of it. */
export const ABOUT: ReadonlySet<string> = new Set(
  'usage usage_metadata usageMetadata id model created status status_code statusCode ok headers response_metadata responseMetadata finish_reason finishReason stop_reason stopReason total_tokens totalTokens prompt_tokens completion_tokens input_tokens output_tokens length role type index system_fingerprint logprobs token_usage cost duration embedding embeddings score scores'.split(
    ' ',
  ),
);
