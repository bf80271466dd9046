import { applicationFolder } from '../application.ts';
import { defineDetector, type TextFile } from '../detector.ts';
import { distinctWords, interestingWords } from './interest-words.ts';
import { indexKnowledge, loadKnowledge } from './knowledge.ts';
import { linkCode } from './link.ts';
import { importsOf, moduleFinder } from './modules.ts';
import { tellingLiterals } from './prompt-secrets.ts';
import { parseNotebook } from './python/notebook.ts';
import { parsePython } from './python/parse.ts';
import { rootPattern } from './root-files.ts';
import type { ModuleSyntax } from './syntax.ts';
import { parseTypeScript } from './typescript/parse.ts';
import { holdsWall, WALL } from './wall.ts';

/**
 * Code in Python (modules and notebooks), TypeScript and JavaScript. A file is a root when it imports a library that knowledge knows
 * and that is about AI, or names the host of an AI API; the files of the target that roots import are parsed as well, for their
 * constants, tools and helpers.
 */
const all = loadKnowledge();
const python = indexKnowledge(all, 'pypi');
const script = indexKnowledge(all, 'npm');

export default defineDetector<ModuleSyntax>({
  id: 'code',
  version: 5,
  title: 'AI in Python, TypeScript and JavaScript code',
  reads: {
    files: ['*.py', '*.ts', '*.tsx', '*.mts', '*.cts', '*.js', '*.jsx', '*.mjs', '*.cjs', '*.ipynb'],
    contains: rootPattern(all),
    // Notebooks carry their outputs, images too.
    maxBytes: 8 * 1024 * 1024,
  },
  emits: [
    'application',
    'notebook',
    'library',
    'provider',
    'model',
    'agent',
    'tool',
    'prompt',
    'ai-endpoint',
    'model-endpoint',
    'pipeline',
    'vector-store',
    'data-store',
    'service',
    'dataset',
    'model-artifact',
    'mcp-server',
    'guardrail',
    'memory',
    'zone',
  ],
  native: true,
  facts(file) {
    const module = moduleOf(file);
    const telling = module && tellingLiterals(file, module.body);
    return module && telling && telling.length > 0 ? { ...module, telling } : module;
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
  afterDeployments: true,
  link: (linking) => linkCode(linking, { python, script }),
});

const MOST_CODE = 2 * 1024 * 1024;

function moduleOf(file: TextFile): ModuleSyntax | undefined {
  if (file.path.endsWith('.ipynb')) return notebook(file.text);
  if (file.text.length > MOST_CODE)
    return { language: file.path.endsWith('.py') ? 'python' : 'javascript', body: [], cut: 'it is larger than 2 MiB' };
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
}

function notebook(text: string): ModuleSyntax | undefined {
  return parseNotebook(text, (source) => ({ interesting: interestingWords(source, 'python', PYTHON_WORDS) }));
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
