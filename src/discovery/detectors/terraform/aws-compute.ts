import type { Properties } from '../../../core/observation.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { stringOf, textOf } from '../../code/hcl/read-value.ts';
import { settled, type Value } from '../../code/hcl/value.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { runsAs } from './aws-identity.ts';
import { internet } from './exposure.ts';
import { connects, isToldModel, mapOf, settingsOf } from './hosts.ts';
import { environmentOf, tagsOf } from './aws-storage.ts';

/** Functions: which code they run, as whom, what they are connected to and who can call them. */
export function awsCompute(declared: Declared): void {
  for (const fn of declared.resources('aws_lambda_function')) lambda(fn, declared);
  for (const url of declared.resources('aws_lambda_function_url')) functionUrl(url, declared);
  for (const permission of declared.resources('aws_lambda_permission')) invokedByAnybody(permission, declared);
  for (const mapping of declared.resources('aws_lambda_event_source_mapping')) {
    const workload = declared.referred(mapping.attributes.get('function_name'), mapping);
    const source = declared.referred(mapping.attributes.get('event_source_arn'), mapping);
    if (workload && source)
      declared.edge(workload, 'connects-to', source, [
        declared.evidence(mapping, 'event source', mapping.attributes.get('event_source_arn')),
      ]);
  }
}

function lambda(fn: Resource, declared: Declared): void {
  const handler = attribute(fn, 'handler');
  const source = sourceOf(fn, declared) ?? besideArchive(fn, handler, declared);
  const variables = blocksOf(fn, 'environment').flatMap((block) => variablesIn(block.attributes.get('variables')));
  const properties: Properties = {
    platform: 'aws-lambda',
    runtime: attribute(fn, 'runtime'),
    handler,
    ...(source === undefined ? {} : { sourceDir: source }),
    ...entryOf(source, handler, declared),
    ...environmentIn(variables),
    variables: variables.map(({ name }) => name),
    ...(isToldModel(variables.map(({ name, written }) => ({ name, value: written }))) ? { asksModel: true } : {}),
    ...tagsOf(fn),
  };
  const reference = declared.asset('workload', fn, nameOf(fn, 'function_name'), [], properties);
  declared.give(
    reference,
    settingsOf(
      variables.map(({ name, written }) => ({ name, value: written })),
      fn,
      declared,
    ),
  );
  runsAs(reference, fn, 'role', declared);
  connects(
    reference,
    blocksOf(fn, 'environment').flatMap((block) => mapOf(block.attributes.get('variables'))),
    fn,
    declared,
    false,
  );
}

interface Variable {
  written: Value;
  name: string;
  value: string | undefined;
}

function variablesIn(value: Value | undefined): Variable[] {
  const inner = value && settled(value);
  return inner?.kind === 'object' ? [...inner.entries].map(([name, item]) => ({ name, value: stringOf(item), written: item })) : [];
}

function environmentIn(variables: readonly Variable[]): Properties {
  for (const { name, value } of variables) {
    if (value === undefined || !/^(?:ENV|ENVIRONMENT|STAGE|APP_ENV|NODE_ENV|DEPLOY_ENV)$/i.test(name)) continue;
    const environment = environmentOf(value);
    if (environment) return { environment };
  }
  return {};
}

/** The folder a function's archive is made of: from archive_file's source, or from a path that names it. */
function sourceOf(fn: Resource, declared: Declared): string | undefined {
  for (const name of ['filename', 'source_dir', 'source_path', 'source_code_hash']) {
    const value = fn.attributes.get(name);
    if (!value) continue;
    const folder = archiveFolder(value, fn, declared);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

/** An archive that a build has yet to make lies in the folder of its code: told by the handler's module, which stands there. */
function besideArchive(fn: Resource, handler: string | undefined, declared: Declared): string | undefined {
  const value = fn.attributes.get('filename');
  const text = value && (stringOf(value) ?? textOf(value));
  const folder = text === undefined || !/\.(?:zip|jar)$/.test(text) ? undefined : pathIn(text, fn);
  for (let place = folder; place?.includes('/');) {
    place = place.slice(0, place.lastIndexOf('/'));
    if (entryOf(place, handler, declared).entry !== undefined) return place;
    if (!/(?:^|\/)(?:dist|build|out|target|package|\.build|\.dist)$/.test(place)) return undefined;
  }
  return undefined;
}

function archiveFolder(value: Value, fn: Resource, declared: Declared): string | undefined {
  const archive = declared.dataOf(value, fn, 'archive_file');
  const written = archive ? (archive.attributes.get('source_dir') ?? archive.attributes.get('source_file')) : value;
  const text = written && (stringOf(written) ?? textOf(written));
  if (text === undefined) return undefined;
  return folderIn(text, fn, declared);
}

/** A path as written in a module, seen from the target's root: relative to the root module's folder, as Terraform does. */
function folderIn(text: string, fn: Resource, declared: Declared): string | undefined {
  const folder = pathIn(text, fn);
  if (folder === undefined) return undefined;
  if ([...declared.paths].some((path) => path.startsWith(`${folder}/`))) return folder;
  const file = declared.paths.has(folder) ? folder : undefined;
  return file === undefined || !file.includes('/') ? undefined : file.slice(0, file.lastIndexOf('/'));
}

function pathIn(text: string, fn: Resource): string | undefined {
  const parts: string[] = [];
  const whole = text.startsWith('/') || text.includes('${') ? undefined : text;
  if (whole === undefined) return undefined;
  const from = fn.root === '' || whole === fn.root || whole.startsWith(`${fn.root}/`) ? whole : `${fn.root}/${whole}`;
  for (const part of from.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** `handler = "app.main"` in a source folder is the module app.py or app.ts there. */
function entryOf(folder: string | undefined, handler: string | undefined, declared: Declared): { entry?: string } {
  if (folder === undefined || handler === undefined || !handler.includes('.')) return {};
  const module = handler.slice(0, handler.lastIndexOf('.')).replaceAll('.', '/');
  for (const ending of ['.py', '.ts', '.mts', '.js', '.mjs', '.cjs']) {
    for (const base of [`${folder}/${module}`, `${folder}/src/${module}`])
      if (declared.paths.has(base + ending)) return { entry: base + ending };
  }
  return {};
}

function functionUrl(url: Resource, declared: Declared): void {
  const workload = declared.referred(url.attributes.get('function_name'), url);
  const kind = attribute(url, 'authorization_type');
  if (!workload || kind === undefined) return;
  const value = url.attributes.get('authorization_type');
  const evidence = [
    declared.evidence(url, `authorization_type = "${kind}"`),
    ...(value ? [{ ...declared.evidence(url, `authorization ${kind}`), ...placeOf(value) }] : []),
  ];
  declared.edge(workload, 'exposed-to', internet(declared, evidence), evidence, {
    access: 'invoke',
    auth: kind === 'NONE' ? 'none' : 'iam',
    how: 'Lambda function URL',
  });
}

function placeOf(value: Value): { file?: string; line?: number } {
  return value.origin.file === '' ? {} : { file: value.origin.file, line: value.origin.line };
}

/** A resource policy that lets anybody invoke the function. */
function invokedByAnybody(permission: Resource, declared: Declared): void {
  if (
    attribute(permission, 'principal') !== '*' ||
    permission.attributes.has('source_arn') ||
    permission.attributes.has('principal_org_id') ||
    permission.attributes.has('function_url_auth_type')
  )
    return;
  const workload = declared.referred(permission.attributes.get('function_name'), permission);
  if (!workload) return;
  const evidence = [declared.evidence(permission, 'principal = "*"')];
  declared.edge(workload, 'exposed-to', internet(declared, evidence), evidence, {
    access: 'invoke',
    auth: 'none',
    how: 'resource policy for everybody',
  });
}
