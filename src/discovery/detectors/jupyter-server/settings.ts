import { parsePython } from '../../code/python/parse.ts';
import type { Expression, Statement } from '../../code/syntax.ts';
import { holdsWall } from '../../code/wall.ts';

/** A setting: its value where it is written, or that it is decided when the server starts. */
export type Setting = { line: number; value: string | number | boolean | null; weak?: true } | { line: number; computed: true };

/** Settings by `Class.name`, the last one wins; a list gives its texts under the name itself. */
export type Settings = Map<string, Setting>;

/** `c.ServerApp.token = ''` and what else a configuration of traitlets assigns. Nothing of it is run. Never throws; undefined where it is no code. */
export function pythonSettings(text: string): Settings | undefined {
  if (holdsWall(text)) return undefined;
  const { body } = parsePython(text, { interesting: /./ });
  const settings: Settings = new Map();
  const names = new Map<string, Expression>();
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (statement.s === 'function') walk(statement.d.body);
      if (statement.s !== 'assign' || !statement.value) continue;
      const { target, value } = statement;
      if (target.t === 'name') names.set(target.n, value);
      if (target.t !== 'attr' || target.o.t !== 'attr') continue;
      if (target.o.o.t !== 'name' || !/^(?:c|config)$/.test(target.o.o.n)) continue;
      const said = value.t === 'name' ? (names.get(value.n) ?? value) : value;
      settings.set(`${target.o.n}.${target.n}`, settingOf(said, statement.l));
    }
  };
  walk(body);
  return settings;
}

function settingOf(value: Expression, line: number): Setting {
  if (value.t === 'str') return { line, value: value.v.slice(0, 500) };
  if (value.t === 'num') return { line, value: value.v };
  if (value.t === 'bool') return { line, value: value.v };
  if (value.t === 'null') return { line, value: null };
  // Arguments for the servers a hub starts: one text.
  if (value.t === 'list' && value.e.every((item) => item.t === 'str'))
    return {
      line,
      value: value.e
        .map((item) => (item.t === 'str' ? item.v : ''))
        .join(' ')
        .slice(0, 2000),
    };
  return { line, computed: true };
}

/** The same settings as JSON: `{ "ServerApp": { "token": "" } }`. */
export function jsonSettings(text: string): Settings | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // Broken or half merged: the coverage says so.
    return undefined;
  }
  const settings: Settings = new Map();
  if (typeof root !== 'object' || root === null) return settings;
  for (const [section, table] of Object.entries(root)) {
    if (typeof table !== 'object' || table === null || Array.isArray(table)) continue;
    const from = Math.max(0, text.indexOf(`"${section}"`));
    for (const [name, value] of Object.entries(table as Record<string, unknown>).slice(0, 500)) {
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean' && value !== null) continue;
      const at = text.indexOf(`"${name}"`, from);
      settings.set(`${section}.${name}`, {
        line: text.slice(0, Math.max(0, at)).split('\n').length,
        value: typeof value === 'string' ? value.slice(0, 500) : value,
      });
    }
  }
  return settings;
}
