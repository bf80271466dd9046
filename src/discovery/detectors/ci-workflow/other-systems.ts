import { variableSecrets } from './gitlab.ts';
import type { Job, Step, Workflow } from './model.ts';
import { allTexts, entriesOf, itemsOf, member, textOf, type Tree, type Written, writtenOf } from './tree.ts';

/**
 * Azure Pipelines, CircleCI, Jenkins and others: only the commands of their jobs and the secrets these name are read; templates, orbs,
 * shared libraries, conditions and rights are not, and the coverage says so. Sources: learn.microsoft.com/azure/devops/pipelines/yaml-schema,
 * circleci.com/docs/configuration-reference, jenkins.io/doc/book/pipeline/syntax.
 */
export function readCircle(file: string, root: Tree): Workflow {
  const jobs = entriesOf(member(root, 'jobs'))
    .slice(0, 300)
    .map(([id, tree]) => {
      const steps = itemsOf(member(tree, 'steps')).flatMap((step) =>
        stepOf(file, writtenOf(member(step, 'run', 'command')) ?? writtenOf(member(step, 'run'))),
      );
      return jobOf(file, id, tree.line, steps);
    });
  return { system: 'circleci', file, triggers: [{ name: 'push', file, line: 1, outsiders: false }], jobs };
}

export function readAzure(file: string, root: Tree): Workflow {
  const jobs: Job[] = [];
  const take = (id: string, tree: Tree): void => {
    const lists = [
      member(tree, 'steps'),
      ...['runOnce', 'rolling', 'canary'].map((one) => member(tree, 'strategy', one, 'deploy', 'steps')),
    ];
    const steps = lists
      .flatMap((list) => itemsOf(list))
      .flatMap((step) => [
        ...['script', 'bash', 'pwsh', 'powershell'].flatMap((key) => stepOf(file, writtenOf(member(step, key)))),
        ...['inlineScript', 'script'].flatMap((key) => stepOf(file, writtenOf(member(step, 'inputs', key)))),
      ]);
    if (steps.length > 0) jobs.push(jobOf(file, id, tree.line, steps));
  };
  const jobsIn = (tree: Tree): void => {
    for (const job of itemsOf(member(tree, 'jobs')).slice(0, 300))
      take(textOf(member(job, 'job')) ?? textOf(member(job, 'deployment')) ?? `job ${jobs.length + 1}`, job);
  };
  for (const stage of itemsOf(member(root, 'stages')).slice(0, 100)) jobsIn(stage);
  jobsIn(root);
  take('job', root);
  const triggers = ['trigger', 'pr', 'schedules'].flatMap((name) => {
    const tree = member(root, name);
    return tree === undefined || textOf(tree) === 'none'
      ? []
      : [{ name: name === 'pr' ? 'pull_request' : name === 'trigger' ? 'push' : 'schedule', file, line: tree.line, outsiders: false }];
  });
  return { system: 'azure-pipelines', file, triggers, jobs };
}

export function isAzure(root: Tree | undefined): boolean {
  return (
    ['stages', 'jobs', 'steps'].some((name) => itemsOf(member(root, name)).length > 0) &&
    (member(root, 'pool') ?? member(root, 'trigger') ?? member(root, 'pr') ?? member(root, 'stages')) !== undefined
  );
}

/** Lists of commands under the usual names, wherever they stand: Bitbucket, AWS CodeBuild, Travis, Drone, Buildkite. */
export function readCommands(file: string, root: Tree): Workflow {
  const texts = allTexts(root).filter(({ at }) => /(?:^|\.)(?:script|scripts|commands?|before_script|after_script|run)$/.test(at));
  const steps = texts.slice(0, 1000).flatMap(({ written }) => stepOf(file, written));
  return { system: 'other', file, triggers: [], jobs: [jobOf(file, 'commands', 1, steps)] };
}

/** `sh '…'`, `sh """…"""`, `sh(script: '…')` of a Jenkinsfile, with the credentials it names. */
export function readJenkins(file: string, text: string): Workflow | undefined {
  const steps: Step[] = [];
  const start = text.slice(0, 300_000);
  const credentials = [...start.matchAll(/\bcredentials(?:Id\s{0,5}:\s{0,5}|\(\s{0,5})['"]([\w.-]{1,100})['"]/g)]
    .slice(0, 200)
    .map((match) => ({ name: match[1]!, file, line: lineAt(start, match.index), where: 'credentials' }));
  for (const match of start.matchAll(/\b(?:sh|bat)[\s(]{1,5}(?:script\s{0,5}:\s{0,5})?('''|"""|'|")/g)) {
    const quote = match[1]!;
    const from = match.index + match[0].length;
    const to = start.indexOf(quote, from);
    if (to < 0 || steps.length >= 500) break;
    const written = { text: start.slice(from, Math.min(to, from + 20_000)), line: lineAt(start, from) };
    for (const step of stepOf(file, written)) steps.push({ ...step, secrets: [...(step.secrets ?? []), ...credentials] });
  }
  return steps.length === 0 ? undefined : { system: 'jenkins', file, triggers: [], jobs: [jobOf(file, 'pipeline', 1, steps)] };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

function stepOf(file: string, run: Written | undefined): Step[] {
  if (!run) return [];
  // Azure writes `$(NAME)`.
  const shell = { ...run, text: run.text.replaceAll(/\$\(([A-Z][A-Z0-9_]{2,80})\)/g, '${$1}') };
  return [{ file, folder: '', line: run.line, run: shell, with: {}, env: {}, secrets: variableSecrets(shell, {}, file) }];
}

function jobOf(file: string, id: string, line: number, steps: Step[]): Job {
  return { id, file, line, token: { how: 'default', writes: [], line, file }, gates: [], selfHosted: false, triggers: [], steps };
}
