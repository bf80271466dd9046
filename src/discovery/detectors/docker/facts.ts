import { at, entriesOf, readDocuments, textOf, type Tree } from '../../containers/documents.ts';
import type { WeakValue } from '../../../recognizers/default-logins/weak-values.ts';
import type { TextFile } from '../../detector.ts';
import { type Build, buildsIn } from './builds.ts';
import { type Opened, openedIn } from './scripts.ts';
import { type DockerfileFacts, readDockerfile } from './dockerfile.ts';
import { type EnvLine, readEnvFile } from './env-files.ts';

export interface DockerFacts {
  /** Servers that a script or unit opens. */
  opened?: Opened[];
  dockerfile?: DockerfileFacts;
  /** `services` of a compose file. */
  services?: Tree;
  /** Top-level `name`: the project it is started as. */
  project?: string;
  secrets: { fingerprint: string; line: number }[];
  /** Images that a build configuration or workflow says it builds. */
  builds?: Build[];
  /** An environment file: names, and values that everybody knows. */
  environment?: EnvLine[];
  /** Masked values that everybody knows. */
  weak?: WeakValue[];
  problem?: string;
}

export const DOCKERFILES = ['Dockerfile', 'Dockerfile.*', '*.Dockerfile', '*.dockerfile', 'Containerfile', 'Containerfile.*'];
export const COMPOSE_FILES = ['*compose*.yml', '*compose*.yaml', 'docker-stack*.yml', 'docker-stack*.yaml', 'stack.yml', 'stack.yaml'];

export const BUILD_FILES = [
  'skaffold.yaml',
  'skaffold.yml',
  '**/.github/workflows/*.yml',
  '**/.github/workflows/*.yaml',
  '.gitlab-ci.yml',
  'cloudbuild.yaml',
  'cloudbuild.yml',
];

export function readDocker(file: TextFile): DockerFacts | undefined {
  const facts = dockerIn(file);
  return facts && file.weak && !facts.environment ? { ...facts, weak: [...file.weak] } : facts;
}

function isScript(path: string): boolean {
  return /\.(?:sh|bash|mk|service|conf)$|(?:^|\/)(?:Makefile|justfile)$/.test(path);
}

function dockerIn(file: TextFile): DockerFacts | undefined {
  const { path, text, secrets } = file;
  if (isScript(path)) {
    const opened = openedIn(path, text);
    return opened.length === 0 ? undefined : { opened: opened.slice(0, 50), secrets: [] };
  }
  const told = secrets.filter(({ placeholder }) => !placeholder).map(({ fingerprint, line }) => ({ fingerprint, line }));
  if (!/\.ya?ml$/.test(path)) {
    const environment = readEnvFile(file);
    if (environment) return { environment, secrets: [] };
    const dockerfile = readDockerfile(text);
    return dockerfile && { dockerfile, secrets: told };
  }
  const { roots, problem } = readDocuments(text);
  const builds = roots.flatMap((root) => buildsIn(root)).slice(0, 200);
  // A workflow has `services` of its own under each job, never at its top.
  const services = /compose|stack/.test(path) ? at(roots[0], 'services') : undefined;
  if (builds.length > 0 && !services) return { builds, secrets: told };
  if (!/compose|stack/.test(path)) return undefined;
  if (entriesOf(services).length === 0) return problem === undefined ? undefined : { secrets: told, problem };
  const project = textOf(at(roots[0], 'name'));
  return {
    services: services!,
    ...(project === undefined ? {} : { project }),
    secrets: told,
    ...(problem === undefined ? {} : { problem }),
  };
}
