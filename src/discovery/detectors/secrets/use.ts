import { variablesReadBy } from '../../../recognizers/sdk-variables/variables.ts';
import type { TextFile } from '../../detector.ts';

/** What a file of code (or a compose file) names of what may be given to it: the ground for saying that it uses a secret. */
export interface Named {
  /** Environment variables it reads, those its SDKs read on their own among them, and keys of settings it looks up. */
  variables: string[];
  /** Environment and settings files it names, as written. */
  files: string[];
  /** Modules and files it names that stand in a folder of tests or examples: `fixtures/keys`. */
  fixtures: string[];
  /** Names whose value it gives to clients as their key: `api_key=settings.KEY` gives `KEY`. */
  given: string[];
  /** Last parts of the modules it imports; only where something is given. */
  imports: string[];
}

const CODE = /\.(?:py|ipynb|[cm]?[jt]sx?|vue|svelte|go|java|kt|kts|scala|rb|php|cs|rs|swift|dart|ex|exs)$/i;
const COMPOSE = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i;
const MOST_NAMES = 200;
/** Longer files of code are generated. */
const LONGEST = 1024 * 1024;

/** `os.environ["X"]`, `os.getenv("X")`, `process.env.X`, `import.meta.env.X`, `ENV["X"]`, `env("X")`; in notebooks quotes are escaped. */
const VARIABLE =
  /(?:\b(?:environ(?:\.get|\.pop|\.setdefault)?|env(?:\.get|\.fetch)?|getenv|LookupEnv|Getenv|env_var|config|dotenv_values|settings|secrets))[ \t]{0,2}[([][ \t]{0,2}\\?["']([A-Za-z_]\w{1,99})\\?["']|\benv\??\.([A-Z][A-Z0-9_]{1,99})\b/g;
/** `data["openai_api_key"]`, `.get("openai_api_key")`. */
const LOOKED_UP = /(?:\[|\.get\()[ \t]{0,2}\\?["'](\w{0,60}(?:key|token|secret|passw)\w{0,40})\\?["']/gi;
/** `const { OPENAI_API_KEY } = process.env`. */
const TAKEN_APART = /\{([^{}]{1,400})\}[ \t]{0,2}=[ \t]{0,2}(?:process|import\.meta|Bun|Deno)\.env\b/g;
/** A field of a settings class whose values come from the environment. */
const SETTINGS_CLASS = /class[ \t]+\w{1,80}\((?:\w{1,40}\.)?BaseSettings\)/;
const FIELD = /^[ \t]{1,8}(\w{3,60})[ \t]?:[ \t]?[A-Za-z]/gm;
const FILE = /["'`]([^"'`\s]{0,150}?(?:\.env[\w.-]{0,40}|[\w-]\.(?:ya?ml|json|toml|ini|cfg|conf|properties)))\\?["'`]/g;
/** `env_file: ./conf/desk.env`, and the list below it. */
const ENV_FILE = /\benv_file:[ \t]{0,4}(?:["']?([^\s"'#[\]-][^\s"'#[\]]{0,150})|((?:\r?\n[ \t]{1,20}-[ \t]{1,4}[^\n]{1,200}){1,10}))/g;
const FIXTURE =
  /(?:from[ \t]+|import[ \t(]{1,4}|require\(|["'`])["'`]?([\w./@-]{0,100}\b(?:tests?|fixtures?|mocks?|examples?|samples?|testdata|docs?)\b[./][\w./-]{1,100})/g;

/** `from fixtures import keys` */
const FROM_FIXTURES =
  /\bfrom[ \t]+\.{0,3}((?:[\w.]{1,80}\.)?(?:tests?|fixtures?|mocks?|examples?|samples?|testdata))[ \t]+import[ \t(]{1,3}([\w, ]{1,200})/g;

/** `OpenAI(api_key=settings.KEY)`, `{ apiKey: KEY }`, `{ apiKey }`. */
const GIVEN =
  /\b(?:api_?key|auth_?token)(?:["']?[ \t]{0,2}[=:][ \t]{0,2}((?:[A-Za-z_]\w{0,60}\.){0,4}([A-Za-z_]\w{1,99}))[ \t]{0,2}[,)}\n]|[ \t]{0,2}[,}])/gi;

const IMPORTED =
  /(?:^|\n|\\n)[ \t"]{0,12}(?:from[ \t]+([\w.]{1,80})[ \t]+import\b|import[ \t]+([\w.]{1,80}))|(?:\bfrom|\bimport|require\()[ \t]{0,2}["']([@\w./-]{1,80})["']/g;

/** Clients of many providers read the variable of whichever the model's name begins with. */
const MANY =
  /^(?:litellm|pydantic_ai|crewai|dspy|langchain|langchain\.chat_models|langgraph\.prebuilt|ai|@mastra\/core.*|smolagents|strands)(?:\.|$)/;
const PREFIXED =
  /["'`](openai|anthropic|groq|mistral|cohere|gemini|google|deepseek|xai|replicate|together_ai|openrouter)[:/][\w./-]{2,80}["'`]/g;

// Every file of code is asked, and most name nothing: a look for plain words comes before each pattern that would try every place.
const IMPORT_LINE = /[ \t]{0,12}(?:from[ \t]+([\w.]{1,80})[ \t]+import\b|import[ \t]+([\w.]{1,80}))/y;

/** Lines of Python that begin with an import: found by the word itself, which is many times cheaper than trying every line. */
function* importLines(text: string): Iterable<RegExpExecArray> {
  for (let at = text.indexOf('import'); at >= 0;) {
    const start = text.lastIndexOf('\n', at) + 1;
    IMPORT_LINE.lastIndex = start;
    const match = at - start <= 120 ? IMPORT_LINE.exec(text) : null;
    if (match) yield match;
    const end = text.indexOf('\n', at);
    at = end < 0 ? -1 : text.indexOf('import', end);
  }
}

/** A folder of tests or examples in the name of a module or file. */
const FOLDERS = /(?:tests?|fixtures?|mocks?|examples?|samples?|testdata|docs?)(?:[./]|[ \t]+import)/;

/** Undefined where the file names nothing of the kind. Pure and linear; text that stands in comments does not count. */
export function namedIn({ path, text }: Pick<TextFile, 'path' | 'text'>): Named | undefined {
  if (text.length > LONGEST) return undefined;
  if (COMPOSE.test(path)) return composed(text);
  if (!CODE.test(path)) return undefined;
  const variables = new Set<string>();
  const files = new Set<string>();
  const fixtures = new Set<string>();
  const given = new Set<string>();
  const imports = new Set<string>();
  const each = (pattern: RegExp | Iterable<RegExpExecArray>, into: (match: RegExpExecArray) => void): void => {
    for (const match of pattern instanceof RegExp ? text.matchAll(pattern) : pattern) {
      if (variables.size + files.size + fixtures.size + given.size + imports.size > MOST_NAMES) return;
      if (!isComment(text, match.index)) into(match);
    }
  };
  if (/[eE]nv|config|settings|secrets/.test(text)) each(VARIABLE, (match) => variables.add(match[1] ?? match[2]!));
  if (/key|token|secret|passw/i.test(text)) each(LOOKED_UP, (match) => variables.add(match[1]!));
  if (text.includes('.env'))
    each(TAKEN_APART, (match) => {
      for (const name of match[1]!.split(',')) variables.add(name.split(/[:=]/, 1)[0]!.trim());
    });
  if (text.includes('BaseSettings)') && SETTINGS_CLASS.test(text)) each(FIELD, (match) => variables.add(match[1]!.toUpperCase()));
  each(GIVEN, (match) => given.add(match[2] ?? match[0].replace(/\W/g, '')));
  let many = false;
  each(path.endsWith('.py') ? importLines(text) : IMPORTED, (match) => {
    const module = match[1] ?? match[2] ?? match[3]!;
    many ||= MANY.test(module);
    if (given.size > 0)
      imports.add(
        module
          .replace(/\.[cm]?[jt]sx?$/, '')
          .split(/[./]/)
          .at(-1)!,
      );
    for (const name of variablesReadBy(module)) variables.add(name);
  });
  if (many) each(PREFIXED, (match) => variables.add(`${match[1]!.toUpperCase()}_API_KEY`));
  each(FILE, (match) => files.add(match[1]!));
  if (!FOLDERS.test(text)) return told({ variables, files, fixtures, given, imports });
  each(FIXTURE, (match) => fixtures.add(match[1]!));
  each(FROM_FIXTURES, (match) => {
    for (const name of match[2]!.split(',')) fixtures.add(`${match[1]!}.${name.trim().split(' ', 1)[0]!}`);
  });
  return told({ variables, files, fixtures, given, imports });
}

function composed(text: string): Named | undefined {
  const files = new Set<string>();
  for (const match of text.matchAll(ENV_FILE)) {
    const listed = (match[2] ?? '').split('\n').map((line) => line.replace(/^[\s-]+/, '').replace(/\s+#.*$/, ''));
    for (const one of [match[1] ?? '', ...listed]) {
      const name = one.replace(/^(?:path:)?\s*["']?/, '').replace(/["']?\s*$/, '');
      if (name !== '' && files.size < MOST_NAMES) files.add(name);
    }
  }
  return told({ files });
}

function told(sets: Partial<Record<keyof Named, ReadonlySet<string>>>): Named | undefined {
  const list = (set: ReadonlySet<string> | undefined): string[] => [...(set ?? [])].sort();
  const { variables, files, fixtures, given, imports } = sets;
  if ([variables, files, fixtures, given].every((set) => set === undefined || set.size === 0)) return undefined;
  return { variables: list(variables), files: list(files), fixtures: list(fixtures), given: list(given), imports: list(imports) };
}

/** Whether the line up to there is a comment. */
export function isComment(text: string, at: number): boolean {
  const start = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - 200);
  return /^[\s"]*(?:#|\/\/|\*|--|<!--)|\s(?:#|\/\/) /.test(text.slice(start, at));
}

/**
 * Whether code hands the literal between `start` and the rest of its line straight on: it sets the variable the SDK reads, is the
 * key of a client, or goes into a header. A literal that is only assigned to a name is followed by the reading of code.
 */
export function isHandedOn({ path, text }: Pick<TextFile, 'path' | 'text'>, start: number): boolean {
  if (!CODE.test(path) || isComment(text, start)) return false;
  const before = text.slice(Math.max(0, start - 300), start);
  return (
    /\benv(?:iron)?(?:\.setdefault\(|\[|\.)[ \t]{0,2}\\?["']?\w{1,99}\\?["']?[ \t]{0,2}[\],=]?[ \t]{0,2}[=,]?[ \t]{0,2}[a-z]?\\?["'`]$/.test(
      before,
    ) ||
    /\b(?:openai|anthropic|cohere|replicate|genai|groq|litellm)\.api_(?:key|token)[ \t]{0,2}=[ \t]{0,2}\\?["']$/.test(before) ||
    /[\w.]\([^()]{0,250}\b(?:api_?key|auth_?token|token)\\?["']?[ \t]{0,2}[=:][ \t]{0,2}\\?["'`]$/i.test(before) ||
    /(?:\bbearer[ \t]|(?:x-)?api-key\\?["'][ \t]{0,2}[:,][ \t]{0,2}\\?["'`])$/i.test(before)
  );
}
