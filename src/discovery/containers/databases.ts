import type { AssetReference, Properties } from '../../core/observation.ts';
import type { Emitter } from '../code/emit.ts';
import { fromDsn } from '../code/stores.ts';
import { isAdministrator, userOfDsn } from '../database-user.ts';
import type { Container, Variable } from './container.ts';
import type { Deployed } from './workload.ts';

const ENGINES: Readonly<Record<string, string>> = {
  mysql: 'mysql',
  mariadb: 'mysql',
  mssql: 'mssql',
  sqlserver: 'mssql',
  mongo: 'mongodb',
  mongodb: 'mongodb',
};

/** The databases the variables of a workload's containers name, with the user: by URL, or by host, user and name (`DB_HOST`, `DB_USER`). */
export function databasesOf({ containers, seen }: Pick<Deployed, 'containers' | 'seen'>, workload: AssetReference, emitter: Emitter): void {
  for (const { dsn, user, line, variable } of containers.flatMap((container) => [...byUrl(container), ...byParts(container)])) {
    const store = fromDsn(dsn);
    if (!store || /[${}*]/.test(dsn)) continue;
    const evidence = seen(line, `${variable}${user === undefined ? '' : ` connects as ${user}`}`);
    const reference = emitter.store(store, evidence[0]!);
    emitter.edge(workload, 'connects-to', reference, 'resolved', evidence, said(user));
  }
}

function said(user: string | undefined): Properties {
  if (user === undefined) return {};
  return { user, ...(isAdministrator(user) ? { rights: 'administrator', rightsWhy: `${user} administers the server` } : {}) };
}

interface Reached {
  dsn: string;
  user: string | undefined;
  line: number;
  variable: string;
}

function byUrl({ variables }: Container): Reached[] {
  return variables.flatMap(({ name, value, line }) => {
    if (value === undefined || !/^[a-z][\w+]{2,40}:\/\//i.test(value)) return [];
    const place = value.slice(value.indexOf('://') + 3);
    const scheme = value.slice(0, value.indexOf('://')).replace(/\+(?!srv).*/, '');
    return [{ dsn: `${scheme}://${place.slice(place.lastIndexOf('@') + 1)}`, user: userOfDsn(value), line, variable: name }];
  });
}

/** `PGHOST` with `PGUSER` and `PGDATABASE`; `DB_HOST`, `POSTGRES_HOST`, `MYSQL_HOST` with theirs. */
function byParts({ variables }: Container): Reached[] {
  const value = (name: string): Variable | undefined => variables.find((one) => one.name === name && one.value !== undefined);
  return variables.flatMap((one) => {
    const prefix = /^(PG|(?:\w{1,40}_)?(?:DB|DATABASE|POSTGRES|PG|MYSQL|MARIADB|MSSQL|MONGO)_)HOST$/.exec(one.name)?.[1];
    if (prefix === undefined || one.value === undefined) return [];
    const user = value(`${prefix}USER`) ?? value(`${prefix}USERNAME`);
    const database = value(`${prefix}NAME`) ?? value(`${prefix}DATABASE`) ?? value(`${prefix}DB`);
    const stated = variables.find(({ name }) => /^(?:DB|DATABASE)_(?:ENGINE|TYPE|DRIVER|CONNECTION)$/.test(name))?.value?.toLowerCase();
    const word = Object.keys(ENGINES).find((name) => stated?.includes(name) || prefix.toLowerCase().includes(name));
    const engine = word === undefined ? 'postgresql' : ENGINES[word]!;
    return [
      {
        dsn: `${engine}://${one.value}/${database?.value ?? ''}`,
        user: user?.value,
        line: user?.line ?? one.line,
        variable: user?.name ?? one.name,
      },
    ];
  });
}
