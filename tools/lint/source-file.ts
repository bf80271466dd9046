import { Lang, parse, type SgNode } from '@ast-grep/napi';

/** How one module names another: `from`, `import x`, `import()`, or a path beside `import.meta.url`. */
export interface Mention {
  specifier: string;
  form: 'static' | 'dynamic' | 'url';
  line: number;
}

/** A file of the repository; what is costly is made when a rule asks for it, once. */
export interface SourceFile {
  path: string;
  text: string;
  syntax(): SgNode;
  mentions(): readonly Mention[];
}

export function sourceFile(path: string, text: string): SourceFile {
  let root: SgNode | undefined;
  let found: readonly Mention[] | undefined;
  const syntax = (): SgNode => (root ??= parse(path.endsWith('x') ? Lang.Tsx : Lang.TypeScript, text).root());
  return { path, text, syntax, mentions: () => (found ??= mentionsIn(syntax())) };
}

/** Line of a node, starting at 1. */
export function lineOf(node: SgNode): number {
  return node.range().start.line + 1;
}

function mentionsIn(root: SgNode): Mention[] {
  const mentions: Mention[] = [];
  for (const literal of root.findAll({ rule: { any: [{ kind: 'string' }, { kind: 'template_string' }] } })) {
    const form = formOf(literal);
    if (form) mentions.push({ specifier: literal.text().slice(1, -1), form, line: lineOf(literal) });
  }
  return mentions;
}

function formOf(literal: SgNode): Mention['form'] | undefined {
  const parent = literal.parent();
  if (!parent) return undefined;
  if (parent.is('import_statement') || parent.is('export_statement') || parent.is('import_require_clause')) return 'static';
  if (!parent.is('arguments')) return undefined;
  const called = parent.prev()?.text() ?? '';
  // `import('./x.ts').Y` as a type and `import('./x.ts')` as a value look alike here, and count alike.
  if (called === 'import' || called === 'require' || called === 'vi.importActual') return 'dynamic';
  // new URL('./x.ts', import.meta.url), join(import.meta.dirname, '../x.json'), and whatever wraps them.
  if (/^.\.{1,2}\//.test(literal.text()) && /\bimport\.meta\.(?:url|dirname)\b/.test(parent.text())) return 'url';
  return undefined;
}
