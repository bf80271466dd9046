import { expect, it } from 'vitest';
import { isAdministrator, userOfDsn } from './database-user.ts';
import { readAccess } from './detectors/database-access/read.ts';

it('the user of a database URL; a variable is none', () => {
  expect(userOfDsn('postgresql+psycopg://desk:***@db.harbour.example/orders')).toBe('desk');
  expect(userOfDsn('mssql://sa%40srv@db.harbour.example')).toBe('sa@srv');
  for (const none of ['postgresql://db.harbour.example/orders', 'postgresql://${USER}@db/orders', 'text'])
    expect(userOfDsn(none)).toBeUndefined();
});

it('administrators by the whole name', () => {
  expect(['postgres', 'ROOT', 'sa@server', 'doadmin'].map(isAdministrator)).toEqual([true, true, true, true]);
  expect(['postgres_reader', 'adminpanel', 'app', 'rooted'].map(isAdministrator)).toEqual([false, false, false, false]);
});

it('grants that give everything; narrower ones and NOSUPERUSER give nothing', () => {
  const wide =
    'GRANT ALL ON DATABASE orders TO "desk";\nALTER ROLE bot WITH LOGIN SUPERUSER;\nGRANT rds_superuser TO etl;\nGRANT SELECT ON orders TO reader;\nCREATE USER viewer WITH NOSUPERUSER;\n';
  expect(readAccess('a.sql', wide)!.grants.map(({ user, line }) => `${user}:${line}`)).toEqual(['desk:1', 'etl:3', 'bot:2']);
  const terraform =
    'resource "postgresql_role" "llm" {\n  name      = "llm"\n  superuser = true\n}\nresource "postgresql_role" "ro" {\n  name = "ro"\n}\n';
  expect(readAccess('a.tf', terraform)!.grants).toEqual([{ user: 'llm', what: 'superuser = true', line: 1 }]);
});

it('hostile text: half a URL, one endless line, nothing but calls', () => {
  expect(readAccess('a.py', 'postgresql://')).toBeUndefined();
  expect(readAccess('a.py', `postgresql://${'a'.repeat(200_000)}`)?.connections.length).toBe(1);
  expect(readAccess('a.py', 'psycopg2.connect('.repeat(20_000))).toBeUndefined();
  expect(readAccess('a.sql', `GRANT ALL ON ${'x '.repeat(100_000)}`)).toBeUndefined();
  expect(readAccess('a.sql', 'CREATE USER a '.repeat(20_000))).toBeUndefined();
});
