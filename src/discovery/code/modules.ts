import type { ModuleSyntax, Statement } from './syntax.ts';

/** Resolves what a module names in an import to a file of the target: never outside it, never through installed packages. */
export interface ModuleFinder {
  find(from: string, module: string, language: ModuleSyntax['language']): string | undefined;
  /** The nearest script of a name in the folders above a file, or in a `src` there. */
  around(from: string, name: string): string | undefined;
}

export function moduleFinder(paths: ReadonlySet<string>): ModuleFinder {
  const bySuffix = new Map<string, string[]>();
  for (const path of paths) {
    if (!/\.(?:py|pyi|[cm]?[jt]sx?)$/.test(path)) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const list = bySuffix.get(name);
    if (list) list.push(path);
    else bySuffix.set(name, [path]);
  }
  const memo = new Map<string, string | undefined>();
  return {
    find(from, module, language) {
      const folder = from.includes('/') ? from.slice(0, from.lastIndexOf('/')) : '';
      const id = `${folder}\0${module}\0${language === 'python'}`;
      if (!memo.has(id)) memo.set(id, language === 'python' ? findPython(folder, module) : findScript(folder, module));
      const found = memo.get(id);
      // A file `agents.py` that imports `agents` means the library: Python looks at itself last when it runs as part of a package.
      return found === from ? undefined : found;
    },
    around(from, name) {
      for (let base = parent(from); base !== undefined; base = parent(base)) {
        const found = script(join(base, name)) ?? script(join(base, `src/${name}`));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };

  function findPython(folder: string, module: string): string | undefined {
    const dots = /^\.*/.exec(module)![0].length;
    const inner = module.slice(dots).replaceAll('.', '/');
    if (dots > 0) {
      let base: string | undefined = folder;
      for (let up = 1; up < dots && base !== undefined; up++) base = parent(base);
      return base === undefined ? undefined : python(base, inner);
    }
    for (let base: string | undefined = folder; base !== undefined; base = parent(base)) {
      const found = python(base, inner) ?? python(join(base, 'src'), inner) ?? python(join(base, 'lib'), inner);
      if (found !== undefined) return found;
    }
    // A layout with its own source root: accepted where exactly one file fits at least two segments.
    if (!inner.includes('/')) return undefined;
    return only(`${inner}.py`) ?? only(`${inner}/__init__.py`);
  }

  function python(base: string, inner: string): string | undefined {
    const whole = inner === '' ? base : join(base, inner);
    for (const candidate of [`${whole}.py`, join(whole, '__init__.py'), `${whole}.pyi`]) if (paths.has(candidate)) return candidate;
    return undefined;
  }

  function findScript(folder: string, module: string): string | undefined {
    if (module.startsWith('.')) return script(normalise(join(folder, module)));
    // Path aliases of bundlers and tsconfig: `@/lib/x`, `~/lib/x`, `src/x`, `#lib/x`.
    const alias = /^(?:@\/|~\/|#\/?|\$)(.+)$/.exec(module)?.[1] ?? (module.includes('/') && !module.startsWith('@') ? module : undefined);
    if (alias === undefined) return undefined;
    for (let base: string | undefined = folder; base !== undefined; base = parent(base)) {
      const found = script(join(base, alias)) ?? script(join(base, `src/${alias}`)) ?? script(join(base, `app/${alias}`));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function script(path: string | undefined): string | undefined {
    if (path === undefined) return undefined;
    const bare = path.replace(/\.(?:[cm]?js|jsx)$/, '');
    const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
    if (paths.has(path)) return path;
    for (const ending of endings) if (paths.has(bare + ending)) return bare + ending;
    for (const ending of endings) if (paths.has(`${path}/index${ending}`)) return `${path}/index${ending}`;
    return undefined;
  }

  function only(suffix: string): string | undefined {
    const candidates = bySuffix
      .get(suffix.slice(suffix.lastIndexOf('/') + 1))
      ?.filter((path) => path === suffix || path.endsWith(`/${suffix}`));
    return candidates?.length === 1 ? candidates[0] : undefined;
  }
}

function parent(folder: string): string | undefined {
  if (folder === '') return undefined;
  return folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
}

function join(base: string, rest: string): string {
  return base === '' ? rest : `${base}/${rest}`;
}

/** Removes `.` and `..`; undefined where the path leaves the target. */
function normalise(path: string): string | undefined {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.pop() === undefined) return undefined;
  }
  return out.join('/');
}

/** The modules a body imports, those inside functions too; `member` for `from module import member`. */
export function* importsOf(body: readonly Statement[]): Iterable<{ module: string; member?: string }> {
  for (const statement of body) {
    if (statement.s === 'import')
      yield { module: statement.module, ...(statement.name === undefined || statement.name === '*' ? {} : { member: statement.name }) };
    else if (statement.s === 'function') yield* importsOf(statement.d.body);
  }
}
