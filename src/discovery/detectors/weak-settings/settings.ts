/** One line of code or configuration that takes away a protection for everything behind it. */
export interface WeakSetting {
  line: number;
  /**
   * tls: certificates are not checked; debug: errors open a console or show code; cors: any web page may call; listens: it answers on
   * every address of its machine, which is no fault, and decides what a missing question for the caller means; page-key: a variable
   * that the build puts into the page is a provider's key.
   */
  form: 'tls' | 'debug' | 'cors' | 'listens' | 'page-key';
  /** As people know it: `verify=False`, `CORSMiddleware`. */
  what: string;
  /** cors: pages may send the cookies of their visitor along. */
  credentials?: true;
  /** debug: the console of Werkzeug runs code. */
  runs?: true;
}

interface Rule {
  form: WeakSetting['form'];
  what: string;
  /** Cheap and found in every file in which the rule can fit: most files are done with it. */
  needs: RegExp;
  /** Tried on each line. */
  line: RegExp;
  /** Words of the file without which the line means something else. */
  file?: RegExp;
  /** Files in which it means something else. */
  path?: RegExp;
  /** Words of the line with which it means something else. */
  not?: RegExp;
  runs?: true;
}

/**
 * Sources: requests.readthedocs.io (verify), python-httpx.org/advanced/ssl, docs.python.org/3/library/ssl.html, aiohttp's client
 * reference (ssl), nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue, nodejs.org/api/tls.html (rejectUnauthorized).
 */
const PYTHON: readonly Rule[] = [
  {
    form: 'tls',
    what: 'verify=False',
    needs: /verify[ \t]*=[ \t]*False/,
    line: /\bverify\s*=\s*False\b/,
    file: /\b(?:requests|httpx|boto3|aiohttp|hvac|openai|anthropic|langchain\w*|huggingface_hub|curl_cffi|niquests)\b/,
    not: /\bjwt\b|verify_signature|\.verify\(/,
  },
  {
    form: 'tls',
    what: 'session.verify',
    needs: /\.verify/,
    line: /^\s*[\w.]+\.verify\s*=\s*False\b/,
    file: /\b(?:requests|httpx|niquests)\b/,
  },
  { form: 'tls', what: 'verify_certs=False', needs: /verify_(?:certs|ssl)/, line: /\bverify_(?:certs|ssl)\s*=\s*False\b/ },
  { form: 'tls', what: 'ssl._create_unverified_context', needs: /_create_unverified_context/, line: /\bssl\._create_unverified_context\b/ },
  {
    form: 'tls',
    what: 'ssl.CERT_NONE',
    needs: /CERT_NONE/,
    line: /\bverify_mode\s*=\s*(?:ssl\.)?CERT_NONE\b|\bcert_reqs\s*=\s*["']?(?:ssl\.)?CERT_NONE/,
  },
  { form: 'tls', what: 'ssl=False', needs: /TCPConnector/, line: /\bTCPConnector\([^)\n]{0,200}\b(?:ssl|verify_ssl)\s*=\s*False\b/ },
  {
    form: 'tls',
    what: 'tlsAllowInvalidCertificates',
    needs: /tlsAllowInvalidCertificates/,
    line: /\btlsAllowInvalidCertificates\s*=\s*True\b/,
  },
  {
    form: 'tls',
    what: 'an empty CA bundle',
    needs: /_CA_BUNDLE/,
    line: /\benviron(?:\.setdefault\(|\[)\s*["'](?:CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE)["']\s*(?:\]\s*=|,)\s*(?:["']\s*["']|None)/,
  },
  { form: 'tls', what: 'PYTHONHTTPSVERIFY', needs: /PYTHONHTTPSVERIFY/, line: /PYTHONHTTPSVERIFY["']?\s*\]?\s*[=:,]\s*["']?0/ },
  {
    form: 'debug',
    what: 'app.run(debug=True)',
    needs: /debug/,
    line: /\.run\([^\n]{0,300}\bdebug\s*=\s*True\b/,
    file: /\bflask\b|\bquart\b/i,
    runs: true,
  },
  {
    form: 'debug',
    what: 'app.debug',
    needs: /app\.(?:debug|config)/,
    line: /^\s*\w*app\.(?:debug\s*=|config\[["']DEBUG["']\]\s*=)\s*True\b/,
    file: /\bflask\b/i,
    runs: true,
  },
  {
    form: 'debug',
    what: 'FastAPI(debug=True)',
    needs: /debug/,
    line: /\b(?:FastAPI|Starlette|Litestar|Sanic)\([^\n]{0,400}\bdebug\s*=\s*True\b/,
  },
  {
    form: 'debug',
    what: 'DEBUG = True',
    needs: /DEBUG/,
    line: /^DEBUG\s*(?::\s*bool\s*)?=\s*True\b/,
    file: /\b(?:INSTALLED_APPS|ROOT_URLCONF|ALLOWED_HOSTS|MIDDLEWARE)\b/,
  },
  {
    form: 'listens',
    what: 'host 0.0.0.0',
    needs: /0\.0\.0\.0|["']\[?::/,
    line: /\b(?:host|server_name|bind|address)\s*=\s*["'](?:0\.0\.0\.0|\[?::\]?)(?::\d+)?["']/,
  },
  { form: 'listens', what: 'ALLOWED_HOSTS', needs: /ALLOWED_HOSTS/, line: /^ALLOWED_HOSTS\s*=\s*\[\s*["']\*["']/ },
  {
    form: 'cors',
    what: 'CORS_ALLOW_ALL_ORIGINS',
    needs: /CORS_/,
    line: /^\s*(?:CORS_ALLOW_ALL_ORIGINS|CORS_ORIGIN_ALLOW_ALL)\s*=\s*True\b/,
  },
];

const SCRIPT: readonly Rule[] = [
  {
    form: 'tls',
    what: 'NODE_TLS_REJECT_UNAUTHORIZED',
    needs: /NODE_TLS_REJECT_UNAUTHORIZED/,
    line: /NODE_TLS_REJECT_UNAUTHORIZED['"]?\]?\s*[=:]\s*['"]?0\b/,
  },
  { form: 'tls', what: 'rejectUnauthorized: false', needs: /rejectUnauthorized/, line: /\brejectUnauthorized['"]?\s*[:=]\s*false\b/ },
  { form: 'tls', what: 'strictSSL: false', needs: /strictSSL/, line: /\bstrictSSL['"]?\s*:\s*false\b/ },
  // Node listens on every address unless it is told one: https://nodejs.org/api/net.html#serverlistenport-host-backlog-callback
  {
    form: 'listens',
    what: 'listen',
    needs: /\.listen\(|0\.0\.0\.0/,
    line: /\b(?:app|server|http\w*|fastify)\.listen\(\s*(?:[\w.]+|Number\([^)\n]{1,60}\)|[\w.]+\s*(?:\|\||\?\?)\s*\w+)\s*(?:[,)]\s*(?:\(|async|["'`]0\.0\.0\.0|\w+\s*=>|;|$))|\bhost(?:name)?\s*:\s*["'`]0\.0\.0\.0["'`]/,
  },
  {
    form: 'cors',
    what: 'Access-Control-Allow-Origin',
    needs: /Access-Control-Allow-Origin/i,
    line: /["'`]Access-Control-Allow-Origin["'`]\s*[,:]\s*["'`]\*["'`]/i,
  },
  // nextjs.org/docs/app/guides/environment-variables, vite.dev/guide/env-and-mode, create-react-app.dev/docs/adding-custom-environment-variables,
  // docs.expo.dev/guides/environment-variables: what has the prefix stands in the page. Routes of the server are not sent to anybody.
  {
    form: 'page-key',
    what: 'a key in a variable of the page',
    needs: /_(?:KEY|TOKEN)/,
    line: /\b(?:process|import\.meta)\.env(?:\.|\[["'`])(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|PUBLIC)_(?:\w{1,40}_)?(?:OPENAI|ANTHROPIC|CLAUDE|GEMINI|GENAI|GENERATIVE_AI|MISTRAL|GROQ|COHERE|DEEPSEEK|HUGGING_?FACE|HF|OPENROUTER|XAI|REPLICATE|TOGETHER|PERPLEXITY|PINECONE|ELEVEN_?LABS)_(?:\w{1,40}_)?(?:KEY|TOKEN)\b/,
    path: /(?:^|\/)(?:api|server)\/|(?:^|\/)(?:route|\+server|middleware)\.[jt]s$|\.server\.[jt]sx?$|(?:^|\/)[\w.-]+\.config\.[cm]?[jt]s$/,
  },
];

const ENVIRONMENT: readonly Rule[] = [
  {
    form: 'tls',
    what: 'NODE_TLS_REJECT_UNAUTHORIZED',
    needs: /NODE_TLS_REJECT_UNAUTHORIZED/,
    line: /\bNODE_TLS_REJECT_UNAUTHORIZED["']?\s*[=: ]\s*["']?0\b/,
  },
  {
    form: 'listens',
    what: '0.0.0.0',
    needs: /0\.0\.0\.0/,
    line: /(?:--host|--bind|--listen|-b|-H|--address)["']?[\s,=]{1,4}["']?0\.0\.0\.0\b|\bHOST(?:NAME)?["']?\s*[=:]\s*["']?0\.0\.0\.0\b/,
  },
  { form: 'tls', what: 'PYTHONHTTPSVERIFY', needs: /PYTHONHTTPSVERIFY/, line: /\bPYTHONHTTPSVERIFY["']?\s*[=: ]\s*["']?0\b/ },
  {
    form: 'debug',
    what: 'FLASK_DEBUG',
    needs: /FLASK_/i,
    line: /\b(?:FLASK_DEBUG["']?\s*[=: ]\s*["']?(?:1|true)\b|FLASK_ENV["']?\s*[=: ]\s*["']?development\b)/i,
    runs: true,
  },
];

/** A call over several lines whose options stand on lines of their own. */
interface Spanning {
  /** As of a rule. */
  needs: RegExp;
  opens: RegExp;
  form: WeakSetting['form'];
  what: string;
  option: RegExp;
  /** The call says it as well by naming no origin at all. */
  bare?: RegExp;
  credentials?: RegExp;
}

const PYTHON_CALLS: readonly Spanning[] = [
  {
    opens: /\b(?:add_middleware|Middleware)\(\s*(?:(?:\w+\.)?CORSMiddleware\b|$)/,
    form: 'cors',
    what: 'CORSMiddleware',
    needs: /Middleware/,
    option: /\ballow_origins\s*=\s*\[\s*["']\*["']\s*\]|\ballow_origin_regex\s*=\s*r?["']\.\*["']/,
    credentials: /\ballow_credentials\s*=\s*True\b/,
  },
  {
    opens: /(?:^|[^\w.])CORS\(\s*\w*app\b/,
    form: 'cors',
    what: 'CORS of Flask',
    needs: /CORS\(/,
    option: /["']?origins["']?\s*[=:]\s*\[?\s*["']\*["']/,
    bare: /(?:^|[^\w.])CORS\(\s*\w*app\s*(?:,\s*supports_credentials\s*=\s*\w+\s*)?\)/,
    credentials: /\bsupports_credentials\s*=\s*True\b/,
  },
  {
    opens: /\b(?:FastAPI|Starlette|Litestar)\(\s*$/,
    form: 'debug',
    what: 'FastAPI(debug=True)',
    needs: /debug/,
    option: /^\s*debug\s*=\s*True\b/,
  },
];

const SCRIPT_CALLS: readonly Spanning[] = [
  {
    opens: /(?:^|[^\w.])(?:cors|fastifyCors|enableCors)\(|\.enableCors\(|\.register\(\s*(?:cors|fastifyCors)\b/,
    form: 'cors',
    what: 'cors()',
    needs: /cors/i,
    option: /\borigin\s*:\s*(?:["'`]\*["'`]|true\b|\[\s*["'`]\*["'`]\s*\])/,
    bare: /(?:^|[^\w.])(?:cors|enableCors)\(\s*\)/,
    credentials: /\bcredentials\s*:\s*true\b/,
  },
];

const MOST = 30;
const LONGEST_CALL = 20;

/** What a file sets, by line; comments and texts over several lines are left out. One pass, linear. */
export function weakSettingsOf(path: string, text: string): WeakSetting[] {
  const python = path.endsWith('.py');
  const script = /\.[cm]?[jt]sx?$/.test(path);
  const rules = (python ? PYTHON : script ? SCRIPT : ENVIRONMENT).filter(
    ({ needs, file, path: elsewhere }) => needs.test(text) && (file?.test(text) ?? true) && !elsewhere?.test(path),
  );
  const calls = (python ? PYTHON_CALLS : script ? SCRIPT_CALLS : []).filter(({ needs }) => needs.test(text));
  if (rules.length === 0 && calls.length === 0) return [];
  const lines = text.split('\n');
  const out: WeakSetting[] = [];
  let quoted = '';
  for (let at = 0; at < lines.length && out.length < MOST; at++) {
    const raw = lines[at]!.slice(0, 2000);
    if (python && (quoted !== '' || /"""|'''/.test(raw))) {
      const was = quoted;
      for (const [mark] of raw.matchAll(/"""|'''/g)) quoted = quoted === '' ? mark : quoted === mark ? '' : quoted;
      if (was !== '' || quoted !== '') continue;
    }
    if (!rules.some((one) => one.line.test(raw)) && !calls.some(({ opens }) => opens.test(raw))) continue;
    const line = withoutComment(raw, python || !script);
    if (line.trim() === '') continue;
    const rule = rules.find((one) => one.line.test(line) && !one.not?.test(line));
    if (rule) out.push({ line: at + 1, form: rule.form, what: rule.what, ...(rule.runs ? { runs: true } : {}) });
    for (const call of calls) {
      const found = call.opens.test(line) && inCall(lines, at, call);
      if (found && !out.some((one) => one.line === found.line && one.form === found.form)) out.push(found);
    }
  }
  return onceEach(out);
}

function inCall(lines: readonly string[], at: number, { form, what, option, bare, credentials }: Spanning): WeakSetting | undefined {
  let depth = 0;
  let weak: number | undefined = bare?.test(lines[at]!) ? at : undefined;
  let sends = false;
  for (let next = at; next < Math.min(lines.length, at + LONGEST_CALL); next++) {
    const line = lines[next]!.slice(0, 2000);
    if (weak === undefined && option.test(line)) weak = next;
    sends ||= credentials?.test(line) ?? false;
    for (const sign of line) depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (depth <= 0) break;
  }
  return weak === undefined ? undefined : { line: weak + 1, form, what, ...(sends ? { credentials: true } : {}) };
}

/** Two names for one thing in one file (`check_hostname` beside `CERT_NONE`) are told where the first stands; calls each for themselves. */
function onceEach(found: readonly WeakSetting[]): WeakSetting[] {
  const once = new Set<string>();
  return found.filter(({ form, what }) => {
    if (form === 'tls' && /^(?:verify=False|rejectUnauthorized|verify_certs|ssl=False)/.test(what)) return true;
    const id = form === 'tls' ? `${form} ${what}` : form;
    if (once.has(id)) return false;
    once.add(id);
    return true;
  });
}

function withoutComment(line: string, hash: boolean): string {
  if (/^\s*(?:#|\/\/|\*|\/\*)/.test(line)) return '';
  const cut = hash ? line.search(/\s#\s/) : line.search(/\s\/\/\s/);
  return cut < 0 ? line : line.slice(0, cut);
}
