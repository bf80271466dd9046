import { commandsOf, operands, programOf } from './shell.ts';
import type { Job, Step } from './model.ts';
import type { Written } from './tree.ts';

/**
 * What of an event its author chooses freely. Source: securitylab.github.com, "Untrusted input" (Keeping your GitHub Actions and
 * workflows secure, part 2), and the webhook reference.
 */
const CHOSEN =
  /\bgithub\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion)\.(?:title|body)|(?:comment|review|review_comment|discussion_comment)\.body|pull_request\.head\.(?:ref|label|repo\.(?:default_branch|description|homepage))|pages(?:\[\d+\]|\.\*)?\.page_name|commits(?:\[\d+\]|\.\*)?\.(?:message|author\.(?:name|email))|head_commit\.(?:message|author\.(?:name|email))|workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:name|email))|head_repository\.description)))\b|\bgithub\.event\.(?:issue|pull_request|comment|discussion)\b(?![.\w[])|\btoJSON\(\s{0,3}github(?:\.event)?\s{0,3}\)/i;

/** A place where text of outsiders is put into something. */
export interface Injected {
  file: string;
  line: number;
  expression: string;
}

/** Expressions of a text that their author chooses, with their lines. `env.X` counts where X is one of them. */
export function chosenIn(written: Written, file: string, env: Readonly<Record<string, Written>> = {}): Injected[] {
  const out: Injected[] = [];
  written.text.split('\n').forEach((text, index) => {
    for (const [, inner] of text.slice(0, 20_000).matchAll(/\$\{\{([^}]{1,1000})\}\}/g)) {
      const expression = inner!.trim();
      const variable = /^env\.(\w{1,100})$/.exec(expression)?.[1];
      const behind = variable === undefined ? expression : (env[variable]?.text ?? '');
      if (!givesText(behind)) continue;
      out.push({ file, line: written.line + index, expression: expression.slice(0, 120) });
    }
  });
  return out;
}

/** `a == 'x' && b || c`: a comparison or a test gives a truth value, its alternatives give their text. */
function givesText(expression: string): boolean {
  return expression
    .replace(/^\$\{\{/, '')
    .split(/&&|\|\|/)
    .some((part) => CHOSEN.test(part) && !/[!=<>]=|\b(?:contains|startsWith|endsWith|hashFiles)\(/.test(part));
}

/** Text of outsiders pasted into a script, where a shell or JavaScript reads it as code. Expressions in `env` are safe. */
export function scriptInjections(step: Step): Injected[] {
  const script = step.run ?? ((step.uses?.text ?? '').startsWith('actions/github-script@') ? step.with['script'] : undefined);
  return script ? chosenIn(script, step.file, step.env) : [];
}

/** What a model made of outsiders' text, pasted into a script: `steps.answer.outputs.response` of a step that asks one. */
export function modelInjections(step: Step, models: ReadonlySet<string>): Injected[] {
  const script = step.run ?? ((step.uses?.text ?? '').startsWith('actions/github-script@') ? step.with['script'] : undefined);
  if (!script || models.size === 0) return [];
  return script.text
    .split('\n')
    .flatMap((text, index) =>
      [...text.slice(0, 20_000).matchAll(/\$\{\{\s{0,5}(steps\.([\w-]{1,100})\.outputs\.[\w-]{1,100})\s{0,5}\}\}/g)]
        .filter(([, , id]) => models.has(id!))
        .map(([, expression]) => ({ file: step.file, line: script.line + index, expression: expression! })),
    );
}

/** Whether a step's own texts bring outsiders' words in: directly, through its environment, or from GitHub's API. */
export function bringsIn(step: Step): Injected[] {
  const direct = [...(step.run ? [step.run] : []), ...Object.values(step.with), ...Object.values(step.env)].flatMap((written) =>
    chosenIn(written, step.file, step.env),
  );
  if (direct.length > 0) return direct;
  const api =
    /\bgh (?:issue (?:view|list)|pr (?:view|diff|list))|\bgh api\b[^\n]{0,200}\/(?:issues|pulls|comments)|\$\{?(?:AI_FLOW_(?:INPUT|CONTEXT|EVENT)|CI_MERGE_REQUEST_(?:TITLE|DESCRIPTION)|CI_COMMIT_MESSAGE)\b|\bgithub\.rest\.(?:issues|pulls)\.(?:get|list)/;
  for (const written of [...(step.run ? [step.run] : []), ...Object.values(step.with)]) {
    const lines = written.text.split('\n');
    const at = lines.findIndex((line) => api.test(line.slice(0, 5000)));
    if (at >= 0) return [{ file: step.file, line: written.line + at, expression: api.exec(lines[at]!.slice(0, 5000))![0] }];
  }
  return [];
}

/**
 * The checkout of a change that is not merged yet: by whoever opened the pull request. `guarded`: since July 2026 the moving tags
 * of actions/checkout refuse this for forks under pull_request_target and workflow_run, unless `allow-unsafe-pr-checkout` is set.
 */
export function untrustedCheckout(step: Step): (Injected & { guarded?: true }) | undefined {
  const change =
    /github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|refs\/pull\/|github\.event\.workflow_run\.head_(?:sha|branch)|github\.event\.(?:pull_request|issue)\.number|steps\.[\w-]+\.outputs\.(?:\w*(?:head|sha|ref|branch)\w*)|inputs\.(?:\w*(?:pr|sha|ref)\w*)|needs\.[\w-]+\.outputs\.(?:\w*(?:head|sha|ref|branch)\w*)/i;
  if ((step.uses?.text ?? '').startsWith('actions/checkout@')) {
    const ref = step.with['ref'];
    const repository = step.with['repository'];
    const found = [ref, repository].find((one) => one && (change.test(one.text) || one.text.includes('pull_request.head.repo')));
    const guarded = /@(?:v[4-9]\d*|main)$/.test(step.uses!.text) && step.with['allow-unsafe-pr-checkout']?.text !== 'true';
    return found && { file: step.file, line: found.line, expression: found.text.trim().slice(0, 120), ...(guarded ? { guarded } : {}) };
  }
  if (!step.run) return undefined;
  for (const command of commandsOf(step.run)) {
    const whole = command.words.join(' ');
    const ofChange =
      change.test(whole) ||
      Object.entries(step.env).some(
        ([name, { text }]) => change.test(text) && new RegExp(`\\$\\{?${name.replaceAll(/\W/g, '')}\\b`).test(whole),
      );
    const takes =
      (programOf(command) === 'gh' && /^gh pr checkout\b/.test(whole)) ||
      (programOf(command) === 'git' && /^git (?:checkout|switch|merge|fetch|pull)\b/.test(whole) && ofChange);
    if (takes) return { file: step.file, line: command.line, expression: whole.slice(0, 120) };
  }
  return undefined;
}

/**
 * What another run left, which a pull request may have started. `path`: the folder it is unpacked into. Source: GitHub Security
 * Lab, "Preventing pwn requests", artifact poisoning.
 */
export function foreignArtefact(step: Step): (Injected & { path: string }) | undefined {
  const uses = step.uses?.text ?? '';
  const from = step.with['run-id'] ?? step.with['run_id'];
  const foreign =
    (uses.startsWith('actions/download-artifact@') && from?.text.includes('workflow_run')) ||
    (/^(?:dawidd6\/action-download-artifact|bettermarks\/action-artifact-download)@/.test(uses) &&
      (from === undefined || from.text.includes('workflow_run')));
  const path = (step.with['path']?.text ?? '').trim().replace(/^\.\//, '').replace(/\/+$/, '');
  if (foreign && step.uses)
    return { file: step.file, line: step.uses.line, expression: `the artifact of the run before it (${uses.split('@')[0]!})`, path };
  const command = step.run && commandsOf(step.run).find((one) => /^gh run download\b/.test(one.words.join(' ')));
  return command ? { file: step.file, line: command.line, expression: command.words.slice(0, 4).join(' '), path: '' } : undefined;
}

/** Commands that run what stands in the checkout: build files, scripts, tests, hooks of package managers. */
const RUNS_CHECKOUT: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:npm|pnpm|yarn|bun)$/, /^(?:ci|i|install|run|test|build|start|exec|rebuild|$)/],
  [/^(?:pip[\d.]*|uv|poetry|pdm|hatch|pipenv|rye)$/, /(?:^|\s)(?:install|sync|build)\b/],
  [
    /^(?:make|cmake|tox|nox|pytest|cargo|go|gradle|gradlew|mvn|mvnw|bundle|rake|dotnet|bazel|just|task|dvc|pre-commit|papermill|jupyter)$/,
    /^/,
  ],
  [/^(?:docker|podman)$/, /^(?:build|buildx build|compose)\b/],
  [
    /^(?:python[\d.]*|node|bash|sh|ruby|perl|tsx|ts-node|torchrun|accelerate|deepspeed)$/,
    /(?:^|\s)(?:-m\s+(?!pip|venv|json)|[^\s-]\S*\.(?:py|[cm]?[jt]s|sh|rb|pl)\b)/,
  ],
];

/** The first line of a step that runs code of the checkout; installing a package by name does not. */
export function runsCheckout(step: Step): { file: string; line: number; what: string } | undefined {
  const uses = step.uses?.text;
  if (uses?.startsWith('./')) return { file: step.file, line: step.line, what: uses };
  if (uses && uses.startsWith('docker/build-push-action@')) return { file: step.file, line: step.line, what: uses };
  if (!step.run) return undefined;
  for (const command of commandsOf(step.run)) {
    const program = programOf(command);
    const rest = command.words.slice(1).join(' ');
    const own = /^\.{1,2}\//.test(command.words[0] ?? '');
    const runs = own || RUNS_CHECKOUT.some(([name, words]) => name.test(program) && words.test(rest));
    const named =
      /^(?:pip[\d.]*|uv)$/.test(program) &&
      !/(?:^|\s)(?:-r|--requirement|-e|--editable|\.|\.\[|sync)/.test(rest) &&
      operands(command).length > 1;
    const globally = /^(?:npm|pnpm|yarn|bun)$/.test(program) && /(?:^|\s)(?:-g|--global)(?:\s|$)/.test(rest);
    const ignores = rest.includes('--ignore-scripts');
    if (runs && !named && !globally && !ignores)
      return { file: step.file, line: command.line, what: command.words.slice(0, 4).join(' ').slice(0, 80) };
  }
  return undefined;
}

/** A step that ends the job for people without rights: a look at the actor's permission before anything else happens. */
export function asksForRights(step: Step): boolean {
  const text = [step.uses?.text ?? '', step.run?.text ?? '', step.with['script']?.text ?? ''].join('\n').slice(0, 50_000);
  return /check-user-permission|actor-permission|getCollaboratorPermissionLevel|\/collaborators\/[^\n]{0,100}\/permission|team-membership|get-user-teams/i.test(
    text,
  );
}

/** Nothing but named addresses may be reached from the runner. */
export function blocksEgress(job: Job): boolean {
  return job.steps.some(
    (step) => (step.uses?.text ?? '').startsWith('step-security/harden-runner@') && step.with['egress-policy']?.text === 'block',
  );
}
