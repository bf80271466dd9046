/** Accounts that are made to administer a server, by the names the products and clouds give them. */
const ADMINISTRATORS = new Set([
  'postgres',
  'root',
  'sa',
  'admin',
  'administrator',
  'dbadmin',
  'db_admin',
  'dba',
  'superuser',
  'sysadmin',
  'sys',
  'system',
  'rdsadmin',
  'masteruser',
  'master',
  'doadmin',
  'avnadmin',
  'supabase_admin',
  'neondb_owner',
  'sqladmin',
  'postgresadmin',
  'mysqladmin',
  'accountadmin',
]);

/** Whether a user name is that of an administrator; Azure writes `user@server`. */
export function isAdministrator(user: string): boolean {
  return ADMINISTRATORS.has(decoded(user).split('@')[0]!.toLowerCase());
}

/** The user in a database URL, as written; undefined where it is a variable or missing. Linear. */
export function userOfDsn(text: string): string | undefined {
  const user = /^[a-z][a-z0-9+_]{1,40}:\/\/([^:@/\s]{1,100})(?::[^@\s]{0,300})?@/i.exec(text.slice(0, 1000))?.[1];
  return user === undefined || /[${}<>*]/.test(user) ? undefined : decoded(user);
}

function decoded(text: string): string {
  return text.replaceAll(/%40/gi, '@');
}
