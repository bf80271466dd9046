import type { Linking } from '../../detector.ts';
import { calledBy, callersOf, expandSteps, localFile } from './expand.ts';
import type { Facts } from './facts.ts';
import { isWorkflow, readWorkflow } from './github.ts';
import { includesOf, readGitlab } from './gitlab.ts';
import type { Workflow } from './model.ts';
import { isAzure, readAzure, readCircle, readCommands, readJenkins } from './other-systems.ts';
import type { Tree } from './tree.ts';
import { worksOf } from './works.ts';

const GITHUB = /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/;
const GITLAB = /(?:^|\/)\.gitlab-ci\.ya?ml$/;
const CIRCLE = /(?:^|\/)\.circleci\/config\.ya?ml$/;
const COMMANDS = /(?:^|\/)(?:bitbucket-pipelines|buildspec[\w.-]*|\.travis|\.drone|\.buildkite\/[^/]+)\.ya?ml$/;
const AZURE = /(?:^|\/)(?:azure-pipelines[\w.-]*|\.azure-pipelines\/[^/]+|\.azuredevops\/[^/]+)\.ya?ml$/;

/** What is told of systems of which only commands are read. */
export const PARTLY: Readonly<Record<string, string>> = {
  'azure-pipelines':
    'Azure Pipelines: commands and the secrets they name are read; templates, service connections, conditions and rights are not.',
  circleci: 'CircleCI: commands and the secrets they name are read; orbs, contexts, filters and rights are not.',
  other: 'Only the commands of this CI configuration and the secrets they name are read; its triggers, conditions and rights are not.',
  jenkins:
    'Jenkinsfile: commands in sh and bat steps and the credentials they name are read; shared libraries, conditions and rights are not.',
};

type Files = Pick<Linking<Facts>, 'files' | 'paths'>;

export interface Read {
  workflows: Workflow[];
  /** Which reusable workflows each one calls. */
  calls: ReadonlyMap<string, readonly string[]>;
  /** Includes of other projects, templates and addresses, by file. */
  elsewhere: ReadonlyMap<string, number>;
}

/** Every workflow of a target with what it includes, extends and calls in its place. */
export function readWorkflows({ files, paths }: Files): Read {
  const trees = treesOf(files);
  const github: Workflow[] = [];
  const rest: Workflow[] = [];
  const elsewhere = new Map<string, number>();
  for (const [file, facts] of files) {
    if (facts.form === 'jenkins') {
      const found = readJenkins(file, facts.text);
      if (found) rest.push(found);
      continue;
    }
    const root = trees.get(file);
    if (!root) continue;
    if (GITHUB.test(file) && isWorkflow(root)) github.push(readWorkflow(file, root));
    else if (GITLAB.test(file)) {
      const found = readGitlab(file, { trees, paths });
      if (!found) continue;
      rest.push(found.workflow);
      if (found.elsewhere > 0) elsewhere.set(file, found.elsewhere);
    } else if (CIRCLE.test(file)) rest.push(readCircle(file, root));
    else if (AZURE.test(file) && isAzure(root)) rest.push(readAzure(file, root));
    else if (COMMANDS.test(file)) rest.push(readCommands(file, root));
  }
  const expanded = github.map((workflow) => ({
    ...workflow,
    jobs: workflow.jobs.map((job) => ({ ...job, steps: expandSteps(job.steps, trees, paths) })),
  }));
  const callers = callersOf(expanded, paths);
  const calls = new Map<string, string[]>();
  for (const [called, by] of callers)
    for (const { workflow } of by) calls.set(workflow.file, [...(calls.get(workflow.file) ?? []), called]);
  return { workflows: [...expanded.map((workflow) => calledBy(workflow, callers)), ...rest], calls, elsewhere };
}

function treesOf(files: Files['files']): Map<string, Tree> {
  const out = new Map<string, Tree>();
  for (const [file, facts] of files) if (facts.form === 'yaml' && facts.root) out.set(file, facts.root);
  return out;
}

/** Files to read beyond the workflows: local actions, included configurations, scripts and Makefiles that jobs start. */
export function wantedFiles({ files, paths }: Files): Set<string> {
  const wanted = new Set<string>();
  for (const [file, root] of treesOf(files))
    if (GITLAB.test(file) || !GITHUB.test(file)) for (const one of includesOf(file, root, paths).files) wanted.add(one);
  for (const { jobs } of readWorkflows({ files, paths }).workflows) {
    for (const { step, matrix } of jobs.flatMap((job) => job.steps.map((step) => ({ step, matrix: job.matrix })))) {
      const action = step.uses && localFile(step.uses.text, step.file, paths);
      if (action !== undefined) wanted.add(action);
      worksOf(step, { files, paths, wanted }, matrix);
    }
  }
  for (const file of files.keys()) wanted.delete(file);
  return wanted;
}
