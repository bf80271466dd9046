const LONGEST = 300;

const FILE =
  /\.(?:py|pyi|js|mjs|cjs|jsx|ts|tsx|json|jsonl|ya?ml|toml|mdx?|txt|csv|tsv|html?|css|ipynb|pkl|pickle|joblib|npz?|bin|gguf|ggml|safetensors|ckpt|pth?|onnx|tflite|h5|keras|zip|tar|t?gz|png|jpe?g|gif|svg|webp|so|dll|exe|sh|bash|cfg|ini|conf|env|lock|xml|pdf|mp[34]|wav|parquet|sql|go|rs|java|cs|rb|php|log|whl|jinja2?|j2|prompt)$/i;
const ENVIRONMENT_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[A-Z]{2,}$/;
const FILLED_IN =
  /(?:^|[-_/:])(?:your|my|the|some|any|a|an|example|custom|new|xxx+)[-_ ]?(?:own[-_])?(?:model|deployment|engine|llm|embedding)(?:[-_]?(?:name|id|here|deployment))?$|^(?:model|deployment)[-_]?(?:name|id)$|placeholder|^xxx+/i;

/**
 * Whether a token can be a model name at all: one word of the characters providers use; not a URL, file path, file
 * name, environment variable, template or sentence. Resource names and ARNs pass.
 */
export function isNameShaped(token: string): boolean {
  if (token.length < 2 || token.length > LONGEST) return false;
  if (!/^[A-Za-z0-9@][A-Za-z0-9._:/@+-]*[A-Za-z0-9]$/.test(token)) return false;
  if (token.includes('://') || token.includes('//') || token.includes('..')) return false;
  if (!/[A-Za-z]/.test(token) || FILE.test(token) || ENVIRONMENT_NAME.test(token) || FILLED_IN.test(token)) return false;
  return !/^(?:https?|www|localhost|file|s3|gs)\b[.:/]/i.test(token);
}

// Words that stand where a model name may stand and are none: types, defaults, parameter names, tasks.
const WORDS = new Set(
  `any auto base best bool boolean bytes callable cfg chat chatbot class classifier client completion config cpu cuda custom data dataset default dev dict
  disabled embedding embeddings embedder enabled engine false fast float function gpt gpu id image inference input int integer json key kwargs
  large latest list llm llms local main medium message messages mini mock model models module name nil none null number object option options
  output params path prod production prompt provider query required response result role self slow small str string system task temperature
  test text tokenizer tool tools true tts type undefined union unknown unset user value version vision`.split(/\s+/),
);

/**
 * Whether an unknown token is accepted where a model name is expected (the argument is known): literal names, not
 * identifiers of code, types or words that name the slot itself.
 */
export function isPlausibleName(token: string): boolean {
  const lower = token.toLowerCase();
  if (WORDS.has(lower) || lower.length < 3) return false;
  // self.model.name, config.llm, os.environ: attribute access. Versions and hyphens do not occur there.
  if (/^[a-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(token) && !/\d/.test(token)) return false;
  // selectedModel, ModelConfig: identifiers in camel case.
  if (/^[a-z]+(?:[A-Z][a-z]*)+$|^[A-Z][a-z]+(?:[A-Z][a-z]*)+$/.test(token)) return false;
  if (/^[a-z]+(?:_[a-z]+)+$/.test(token) && token.split('_').every((word) => WORDS.has(word))) return false;
  if (
    /^(?:src|lib|app|tests?|docs?|data|assets|models?|checkpoints?|outputs?|weights|public|dist|build|node_modules|home|tmp|var|opt|usr|mnt|content|workspace)\//.test(
      token,
    )
  )
    return false;
  return true;
}

// Words of packages, tools and prose that follow a model's name and turn it into something else.
const FOREIGN = new Set(
  `agent agents api app application based bot bots chatbot cli client clients code-review config cookbook demo demos desktop docs encoder example examples
  extension free4all guide helper index integration key keys lib library model models node note notes parser plugin plugins powered
  prompt prompts proxy python react readme recipes sdk server service session simple style template test tests token tokenizer tokens tool
  toolkit tools tutorial types ui utils vs web wrapper is the and for with`.split(/\s+/),
);

/** "gpt-3-encoder" is a package, "gpt-4-powered" is prose: a part of the name that no model carries. */
export function hasForeignWord(name: string): boolean {
  return name.split(/[-_/:@ ]/).some((word) => FOREIGN.has(word));
}
