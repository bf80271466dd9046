import { applicationFolder } from '../application.ts';
import { defineDetector } from '../detector.ts';
import { distinctWords, interestingWords } from './interest-words.ts';
import { indexKnowledge, loadKnowledge } from './knowledge.ts';
import { linkCode } from './link.ts';
import { importsOf, moduleFinder } from './modules.ts';
import { parsePython } from './python/parse.ts';
import { rootPattern } from './root-files.ts';
import type { ModuleSyntax } from './syntax.ts';
import { parseTypeScript } from './typescript/parse.ts';

/**
 * Code in Python, TypeScript and JavaScript. A file is a root when it imports a library that knowledge knows and that is about
 * AI, or names the host of an AI API; the files of the target that roots import are parsed as well, for their constants, tools
 * and helpers.
 */
const all = loadKnowledge();
const python = indexKnowledge(all, 'pypi');
const script = indexKnowledge(all, 'npm');

export default defineDetector<ModuleSyntax>({
  id: 'code',
  version: 2,
  title: 'AI in Python, TypeScript and JavaScript code',
  reads: {
    files: ['*.py', '*.ts', '*.tsx', '*.mts', '*.cts', '*.js', '*.jsx', '*.mjs', '*.cjs'],
    contains: rootPattern(all),
    maxBytes: 2 * 1024 * 1024,
  },
  emits: [
    'application',
    'library',
    'provider',
    'model',
    'agent',
    'tool',
    'prompt',
    'ai-endpoint',
    'pipeline',
    'vector-store',
    'data-store',
    'service',
    'dataset',
    'model-artifact',
    'mcp-server',
    'guardrail',
    'memory',
  ],
  native: true,
  facts(file) {
    if (file.path.endsWith('.d.ts') || /\.min\.[cm]?js$/.test(file.path)) return undefined;
    if (holdsWall(file.text)) return { language: file.path.endsWith('.py') ? 'python' : 'javascript', body: [], cut: WALL };
    if (file.path.endsWith('.py')) return parsePython(file.text, { interesting: interestingWords(file.text, 'python', PYTHON_WORDS) });
    const dialect = /\.(?:tsx|jsx)$/.test(file.path)
      ? file.path.endsWith('.tsx')
        ? 'tsx'
        : 'jsx'
      : /\.[cm]?ts$/.test(file.path)
        ? 'ts'
        : 'js';
    return parseTypeScript(file.text, { interesting: interestingWords(file.text, 'script', SCRIPT_WORDS), dialect });
  },
  *wants({ files, paths }) {
    const finder = moduleFinder(paths);
    yield* neighbours(files.keys(), paths);
    for (const [path, module] of files) {
      for (const { module: name, member } of importsOf(module.body)) {
        const found = finder.find(path, name, module.language);
        if (found !== undefined) yield found;
        if (member === undefined || module.language !== 'python') continue;
        // `from package import submodule`
        const inner = finder.find(path, /^\.+$/.test(name) ? name + member : `${name}.${member}`, 'python');
        if (inner !== undefined) yield inner;
      }
    }
  },
  link: (linking) => linkCode(linking, { python, script }),
});

const WALL = 'it holds a run of thousands of signs without a single word, which no code does';

/**
 * Thousands of signs without a word between them: the grammar's recovery from errors takes quadratic time on such text (32 kB of
 * `->` took 40 s) and cannot be interrupted.
 */
export function holdsWall(text: string): boolean {
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const word = (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122) || code > 127;
    if (word) run = 0;
    else if (code > 32 && ++run >= 4000) return true;
  }
  return false;
}

/** An application of at most this many code files is read whole: what starts an agent may import nothing but the agent. */
const WHOLE_APPLICATION = 150;

function* neighbours(roots: Iterable<string>, paths: ReadonlySet<string>): Iterable<string> {
  const folders = new Set<string>();
  for (const root of roots) folders.add(applicationFolder(root, paths));
  const members = new Map<string, string[]>([...folders].map((folder) => [folder, []]));
  for (const path of paths) {
    if (!/\.(?:py|[cm]?[jt]sx?)$/.test(path) || /(?:^|\/)(?:tests?|__tests__|migrations|docs|examples)\//.test(path)) continue;
    members.get(applicationFolder(path, paths))?.push(path);
  }
  for (const list of members.values()) if (list.length <= WHOLE_APPLICATION) yield* list;
}

const PYTHON_WORDS = distinctWords(python, 'python');
const SCRIPT_WORDS = distinctWords(script, 'script');
