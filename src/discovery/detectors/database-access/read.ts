import { isAdministrator, userOfDsn } from '../../database-user.ts';

/** A database a file says how to reach, and as whom. */
export interface Connection {
  /** `engine://host/database` without user and password. */
  dsn: string;
  user?: string;
  line: number;
}

/** What a user may do beyond reading and writing rows. */
export interface Grant {
  user: string;
  what: string;
  line: number;
}

export interface Facts {
  connections: Connection[];
  grants: Grant[];
}

const ENGINES = 'postgres(?:ql)?|mysql|mariadb|mssql|sqlserver|oracle|cockroachdb|redshift|snowflake|mongodb(?:\\+srv)?';
const DSN = new RegExp(`\\b(?:${ENGINES})(?:\\+[a-z0-9_]{1,20})?://[^\\s"'\`<>(){}\\\\,;]{3,500}`, 'gi');
const MOST = 200;
/** Hosts that stand for this machine or for nothing. */
const NO_HOST =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|(?:host(?:name)?|server)(?=[:/]|$)|your-|my-?host|example\.(?:com|org|net)$|host\.docker\.internal)/i;

/** Connections and grants in the text of code, settings or SQL. Passwords are masked before it gets here. Linear. */
export function readAccess(path: string, text: string): Facts | undefined {
  const lineAt = lines(text);
  const connections: Connection[] = [];
  const documented = path.endsWith('.py') ? docstrings(text) : [];
  let behind = 0;
  /** Asked in ascending order. */
  const isDocumented = (index: number): boolean => {
    while (behind < documented.length && documented[behind]!.end < index) behind++;
    return behind < documented.length && documented[behind]!.start < index;
  };
  for (const found of text.matchAll(DSN)) {
    if (connections.length === MOST) break;
    // A template was cut where its braces begin: what is left says neither host nor user for sure.
    if (!found[0].includes('@') && /[<{]/.test(text[found.index + found[0].length] ?? '')) continue;
    if (isCommented(text, found.index) || isDocumented(found.index)) continue;
    const user = userOfDsn(found[0]);
    const [scheme = '', rest = ''] = found[0].split('://', 2);
    const place = rest.slice(rest.lastIndexOf('@') + 1).replace(/[?#].*$/s, '');
    if (place === '' || NO_HOST.test(place) || /[$%*]/.test(place)) continue;
    connections.push({
      dsn: `${scheme.replace(/\+(?!srv).*/, '')}://${place}`,
      ...(user === undefined ? {} : { user }),
      line: lineAt(found.index),
    });
  }
  connections.push(...keywordConnections(text, lineAt));
  const grants = /\.(?:sql|tf|py|sh|ya?ml|md)$/i.test(path) && !path.endsWith('.md') ? readGrants(text, lineAt) : [];
  return connections.length + grants.length > 0 ? { connections, grants } : undefined;
}

/** `psycopg2.connect(host="…", user="…", dbname="…")` and `new Pool({ host: '…', user: '…' })`: the literals of one call. */
function keywordConnections(text: string, lineAt: (index: number) => number): Connection[] {
  const out: Connection[] = [];
  for (const call of text.matchAll(
    /\b(?:(?<module>psycopg2?|asyncpg|pymysql|MySQLdb|mysql\.connector|aiomysql|pg|mysql2?|pymssql)\.)?(?:connect|create_pool|createPool|createConnection|Pool|Client|ConnectionPool)\(/g,
  )) {
    if (out.length === MOST) break;
    const args = text.slice(call.index, call.index + 800);
    const value = (names: string): string | undefined =>
      new RegExp(`\\b(?:${names})["']?\\s*[:=]\\s*["']([\\w.@-]{1,200})["']`).exec(args)?.[1];
    const host = value('host|hostname|server');
    const user = value('user|username');
    if (host === undefined || user === undefined || NO_HOST.test(host)) continue;
    const engine = /mysql/i.test(call.groups?.['module'] ?? '') ? 'mysql' : call.groups?.['module'] === 'pymssql' ? 'mssql' : 'postgresql';
    out.push({ dsn: `${engine}://${host}/${value('dbname|database|db') ?? ''}`, user, line: lineAt(call.index) });
  }
  return out;
}

/** SQL that makes a user more than a user, and Terraform's words for the same (provider postgresql). Linear. */
function readGrants(text: string, lineAt: (index: number) => number): Grant[] {
  const out: Grant[] = [];
  const add = (user: string | undefined, what: string, index: number): void => {
    if (user !== undefined && !isAdministrator(user) && out.length < MOST)
      out.push({ user: user.toLowerCase(), what, line: lineAt(index) });
  };
  for (const found of text.matchAll(/\bGRANT\s+ALL(?:\s+PRIVILEGES)?\s+ON\s+([^;]{1,200}?)\s+TO\s+["'`]?(\w{1,63})/gi))
    add(found[2], `GRANT ALL ON ${found[1]!.replaceAll(/\s+/g, ' ')}`, found.index);
  for (const found of text.matchAll(
    /\bGRANT\s+(rds_superuser|cloudsqlsuperuser|azure_pg_admin|pg_write_all_data|pg_execute_server_program|db_owner|sysadmin)\s+TO\s+["'`]?(\w{1,63})/gi,
  ))
    add(found[2], `GRANT ${found[1]}`, found.index);
  for (const found of text.matchAll(/\b(?:ALTER|CREATE)\s+(?:USER|ROLE)\s+["'`]?(\w{1,63})["'`]?\s[^;]{0,200}?(?<!NO)SUPERUSER\b/gi))
    add(found[1], 'SUPERUSER', found.index);
  for (const found of text.matchAll(
    /resource\s+"(?:postgresql_role|postgresql_grant|mysql_grant|postgresql_grant_role)"\s+"[^"]{1,100}"\s*\{([^}]{1,1500})\}/g,
  )) {
    const body = found[1]!;
    const user = /\b(?:name|role|user)\s*=\s*"(\w{1,63})"/.exec(body)?.[1];
    const what = /\bsuperuser\s*=\s*true/.test(body)
      ? 'superuser = true'
      : /\bprivileges\s*=\s*\[\s*"ALL(?: PRIVILEGES)?"/i.test(body)
        ? 'privileges = ["ALL"]'
        : /\b(?:roles|grant_role)\s*=\s*\[?\s*"(?:rds_superuser|cloudsqlsuperuser|azure_pg_admin)"/.exec(body)?.[0];
    if (what !== undefined) add(user, what, found.index);
  }
  return out;
}

function isCommented(text: string, index: number): boolean {
  const start = text.lastIndexOf('\n', index) + 1;
  return /^\s*(?:#|\/\/|--|\*|<!--)/.test(text.slice(start, Math.min(index, start + 200)));
}

/** Where the docstrings of Python stand: triple-quoted texts that are assigned to nothing. One pass over the text. */
function docstrings(text: string): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  let open: { mark: string; at: number; bare: boolean } | undefined;
  for (const { 0: mark, index } of text.matchAll(/"""|'''/g)) {
    if (open === undefined) {
      const before = text.slice(Math.max(0, index - 200), index);
      open = { mark, at: index, bare: /^\s*[rRuU]?$/.test(before.slice(before.lastIndexOf('\n') + 1)) };
    } else if (open.mark === mark) {
      if (open.bare) out.push({ start: open.at, end: index });
      open = undefined;
    }
  }
  return out;
}

function lines(text: string): (index: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (index) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
