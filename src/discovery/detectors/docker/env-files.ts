import { weakValue, type WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import { isMasked, maskedAt } from '../../containers/masked.ts';
import type { TextFile } from '../../detector.ts';

/** One variable of an environment file. Its value is kept only where it is a switch; of others it is known whether everybody knows them. */
export interface EnvLine {
  name: string;
  line: number;
  value?: string;
  weak?: WeakValue;
}

export const ENV_FILES = ['.env', '.env.*', '*.env'];
/** Compose and people load these; `.env.example` and its like nobody does. */
const EXAMPLE = /(?:^|[._-])(?:example|sample|template|dist|defaults?|test|tests)(?:[._-]|$)/i;
const MOST = 500;
const SWITCH = /^(?:true|false|yes|no|on|off|[01]|none|trust|disabled?|enabled?)?$/i;

/** Reads an environment file. Source: docs.docker.com/compose/how-tos/environment-variables/variable-interpolation (syntax of .env files). */
export function readEnvFile({ path, text, weak = [] }: TextFile): EnvLine[] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!/^\.env(?:\.[\w.-]+)?$|\.env$/.test(name) || EXAMPLE.test(name)) return undefined;
  const masked = maskedAt(weak);
  const found: (EnvLine & { text: string })[] = [];
  let line = 0;
  for (const written of text.split('\n', 20_000)) {
    line++;
    const parts = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]{0,99})[ \t]*=[ \t]*(.*)$/.exec(written.slice(0, 2000));
    if (parts && found.length < MOST) found.push({ name: parts[1]!, line, text: unquoted(parts[2]!.trim()) });
  }
  if (found.length === 0) return undefined;
  const users = found.flatMap((one) => (/user(?:name)?$/i.test(one.name) && one.text.length <= 60 ? [one.text] : []));
  return found.map(({ text: value, ...one }) => {
    if (SWITCH.test(value)) return { ...one, value };
    const known = isMasked(value) ? masked(one.line, one.name) : weakValue(value, one.line, { users });
    return known ? { ...one, weak: known } : one;
  });
}

/** Without quotes, or without the comment behind an unquoted value. */
function unquoted(text: string): string {
  const quote = text[0];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    return end < 0 ? text.slice(1) : text.slice(1, end);
  }
  return text.replace(/(?:^|\s)#.*$/, '').trim();
}
