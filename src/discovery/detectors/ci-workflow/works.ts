import { posix } from 'node:path';
import { type ActKind, actOf, actOfAction, isServingImage, type Act } from './acts.ts';
import { actionOf } from './agents.ts';
import type { Facts } from './facts.ts';
import { variantsOf } from './matrix.ts';
import type { Step } from './model.ts';
import { absentProgram, actOfScript, startedBy } from './scripts.ts';
import { type Command, commandsOf } from './shell.ts';
import type { Tree, Written } from './tree.ts';

/** Something a step does to models, with the line that does it. */
export interface Work {
  kind: ActKind;
  how: string;
  file: string;
  line: number;
  act?: Act;
  /** A script or notebook of the tree that is started. */
  script?: string;
  /** Variables the step is given, of a script that is started. */
  env?: Readonly<Record<string, Written>>;
  confidence: number;
}

export interface Reading {
  files: ReadonlyMap<string, Facts>;
  paths: ReadonlySet<string>;
  /** Files that are not read yet, asked for by the way. */
  wanted?: Set<string>;
  /** Texts of scripts that steps start: agents may stand in them as well. */
  scripts?: { file: string; run: Written }[];
}

const DEEPEST = 4;
const MOST = 300;

/**
 * Everything a step does to models: its action, its commands, and the scripts and make targets these start. What it does alike
 * in several combinations of the job's matrix counts once.
 */
export function worksOf(step: Step, reading: Reading, matrix?: Tree): Work[] {
  const works = new Map<string, Work>();
  const scripts = new Map<string, NonNullable<Reading['scripts']>[number]>();
  for (const variant of variantsOf(step, matrix)) {
    const started: NonNullable<Reading['scripts']> = [];
    for (const work of worksOfVariant(variant, { ...reading, scripts: started }))
      works.set([work.file, work.line, work.kind, work.how, work.act?.what, work.act?.bucket].join(' '), work);
    for (const script of started) scripts.set(`${script.file} ${script.run.line}`, script);
  }
  reading.scripts?.push(...scripts.values());
  return [...works.values()].slice(0, MOST);
}

function worksOfVariant(step: Step, reading: Reading): Work[] {
  const out: Work[] = [];
  if (step.uses) {
    const action = actionOf(step.uses.text);
    const kind = actOfAction(action);
    if (kind) out.push({ kind, how: step.uses.text, file: step.file, line: step.uses.line, confidence: 0.9 });
    const tags = step.with['tags']?.text ?? '';
    if (
      action === 'docker/build-push-action' &&
      step.with['push'] &&
      step.with['push'].text !== 'false' &&
      isServingImage(tags.replaceAll(/\$\{\{[^}]*\}\}/g, ''))
    )
      out.push({
        kind: 'publish',
        how: 'pushes a serving image',
        file: step.file,
        line: step.uses.line,
        act: { kind: 'publish', how: 'docker push', what: tags.trim().split(/\s+/)[0]! },
        confidence: 0.7,
      });
  }
  if (step.run) inScript(step.run, { file: step.file, folder: step.folder }, reading, 0, out, new Set());
  for (const work of out) if (work.script !== undefined) work.env = step.env;
  return out;
}

interface Place {
  file: string;
  folder: string;
}

function inScript(written: Written, place: Place, reading: Reading, depth: number, out: Work[], seen: Set<string>): void {
  if (depth > 0) reading.scripts?.push({ file: place.file, run: written });
  let { folder } = place;
  for (const command of commandsOf(written)) {
    if (out.length >= MOST) return;
    if (command.words[0] === 'cd') {
      folder = within(folder, command.words[1] ?? '');
      continue;
    }
    const act = actOf(command);
    if (act) out.push({ kind: act.kind, how: act.how, file: place.file, line: command.line, act, confidence: 0.9 });
    started(command, { file: place.file, folder: within(folder, command.folder ?? '') }, reading, depth, out, seen);
  }
}

function within(folder: string, path: string): string {
  return posix.normalize(`${folder}/${path}`).replace(/^(?:\.?\/)+|\/+$|^\.$/g, '');
}

function started(command: Command, place: Place, reading: Reading, depth: number, out: Work[], seen: Set<string>): void {
  const starts = startedBy(command, place.folder, reading.paths);
  const absent = starts.length === 0 ? absentProgram(command) : undefined;
  const byName = absent === undefined ? undefined : actOfScript(absent, undefined);
  if (byName) out.push({ kind: byName, how: `runs ${absent}`, file: place.file, line: command.line, confidence: 0.6 });
  for (const one of starts) {
    const path = one.form === 'target' ? one.makefile : one.path;
    const facts = reading.files.get(path);
    if (facts === undefined && one.form !== 'notebook') reading.wanted?.add(path);
    const at = { file: place.file, line: command.line };
    if (one.form === 'program' || one.form === 'notebook') {
      const kind = actOfScript(path, facts?.form === 'program' ? facts : undefined) ?? (one.form === 'notebook' ? 'run' : undefined);
      if (kind) out.push({ kind, how: `runs ${path}`, ...at, script: path, confidence: facts?.form === 'program' && facts.ai ? 0.9 : 0.6 });
      continue;
    }
    const id = one.form === 'target' ? `${path}#${one.target}` : path;
    if (depth >= DEEPEST || seen.has(id) || seen.size > 200) continue;
    seen.add(id);
    if (one.form === 'shell' && facts?.form === 'shell')
      inScript({ text: facts.text, line: 1 }, { file: path, folder: place.folder }, reading, depth + 1, out, seen);
    if (one.form === 'target' && facts?.form === 'make') {
      const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
      const queue = [one.target];
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        const target = Object.hasOwn(facts.targets, next) ? facts.targets[next] : undefined;
        if (!target || seen.size > 200) continue;
        inScript(target.recipe, { file: path, folder }, reading, depth + 1, out, seen);
        for (const need of target.needs) {
          if (seen.has(`${path}#${need}`)) continue;
          seen.add(`${path}#${need}`);
          queue.push(need);
        }
      }
    }
  }
}
