import { posix } from 'node:path';
import type { ActKind } from './acts.ts';
import { type Command, operands, option, programOf } from './shell.ts';

/** What a program file of the tree says about itself: read as text, never run. */
export interface ScriptFacts {
  /** It imports a library of AI. */
  ai: boolean;
  /** It imports modules of the tree, so that AI may be behind them. */
  local: boolean;
  trains: boolean;
  publishes: boolean;
}

const AI_IMPORT =
  /^[ \t]*(?:from|import)[ \t]+(?:torch|tensorflow|keras|jax|flax|transformers|datasets|accelerate|peft|trl|unsloth|diffusers|sentence_transformers|sklearn|xgboost|lightgbm|catboost|mlflow|wandb|lightning|pytorch_lightning|fastai|spacy|onnx|onnxruntime|ultralytics|autogluon|sagemaker|azure\.ai|google\.cloud\.aiplatform|vertexai|huggingface_hub|openai|anthropic|langchain\w*|langgraph|llama_index|litellm|google\.(?:genai|generativeai)|cohere|mistralai|ollama|crewai|autogen\w*|agents|pydantic_ai|smolagents|haystack|dspy|deepeval|ragas|promptfoo|lm_eval|bentoml|vllm|skops|claude_agent_sdk|boto3)\b/m;
const TRAINS =
  /\.fit\(|\.train\(|Trainer\(|\.backward\(|\btrain_test_split\(|fine_tuning\.jobs\.create|create_training_job|\bEstimator\(|xgb\.train|lgb\.train/;
const PUBLISHES = /push_to_hub\(|upload_folder\(|upload_file\(|register_model\(|log_model\(|create_model_package|create_model_version\(/;
const LOCAL_IMPORT =
  /^[ \t]*from[ \t]+\.|^[ \t]*(?:from|import)[ \t]+(?:src|app|lib|core|models?|pipelines?|training|trainers?|train\w*|ml|data|configs?|utils|common|packages?)\b/m;

export function scriptFacts(text: string): ScriptFacts {
  const start = text.slice(0, 200_000);
  return { ai: AI_IMPORT.test(start), local: LOCAL_IMPORT.test(start), trains: TRAINS.test(start), publishes: PUBLISHES.test(start) };
}

/** Words of a file's name that say what it does; `train_schedule` is about railways. */
const TRAIN =
  /(?:^|[_-])(?:train(?:er|ing)?|retrain(?:ing)?|pretrain|finetun(?:e|ing)|fine[_-]tun(?:e|ing)|sft|dpo|rlhf|lora)(?:[_-]|\d*$)/i;
const EVALUATE = /(?:^|[_-])(?:eval|evals|evaluate|evaluation|benchmark|red[_-]?team)(?:[_-]|\d*$)/i;
const PUBLISH = /(?:^|[_-])(?:push|upload|publish|register|promote|release)(?:[_-]|$)/i;
const DEPLOY = /(?:^|[_-])deploy(?:ment)?(?:[_-]|$)/i;
const RAILWAY = /schedule|timetable|station|ticket|track|rail|platform|delay/i;
const MODEL_WORD = /model|hub|hf|weights|checkpoint|adapter|endpoint|agent|llm/i;

/**
 * What a script of the tree does, by its name and its text. Undefined: nothing to do with models, as far as can be seen.
 */
export function actOfScript(path: string, facts: ScriptFacts | undefined): ActKind | undefined {
  const name = posix.basename(path).replace(/\.\w+$/, '');
  const whole = name === '__main__' || name === 'main' || name === 'run' ? posix.basename(posix.dirname(path)) : name;
  const known = facts?.ai === true;
  // Neither AI nor anything of ours behind it: the name is about something else.
  if (facts && !known && !facts.local) return undefined;
  if (TRAIN.test(whole) && (known || !RAILWAY.test(whole))) return 'train';
  if (EVALUATE.test(whole) && known) return 'evaluate';
  if (DEPLOY.test(whole) && (known || MODEL_WORD.test(whole))) return 'deploy';
  if (PUBLISH.test(whole) && (known || MODEL_WORD.test(whole))) return 'publish';
  if (!known) return undefined;
  if (facts.trains) return 'train';
  if (facts.publishes) return 'publish';
  return 'run';
}

/** A file or target that a command starts. */
export type Started =
  | { form: 'program'; path: string }
  | { form: 'notebook'; path: string }
  | { form: 'shell'; path: string }
  | { form: 'target'; makefile: string; target: string };

const LAUNCHERS = /^(?:python[\d.]*|py|pypy3?|torchrun|accelerate|deepspeed|streamlit|ipython|coverage|pytest)$/;

/** What a command starts, if it is a file of the tree. `folder` is where the step works, within the target. */
export function startedBy(command: Command, folder: string, paths: ReadonlySet<string>): Started[] {
  const program = programOf(command);
  const inTree = (path: string): string | undefined => {
    if (path.length > 400 || path.includes('$')) return undefined;
    const full = posix.normalize([folder, path.replace(/^\.\//, '')].filter((part) => part !== '').join('/'));
    return paths.has(full) ? full : undefined;
  };
  if (program === 'make') {
    const inside = option(command, '-C', '--directory');
    const makefile = inTree(`${inside === undefined ? '' : `${inside}/`}Makefile`);
    const targets = operands(command).filter((word) => word !== inside && !word.includes('='));
    return makefile === undefined ? [] : targets.slice(0, 20).map((target) => ({ form: 'target' as const, makefile, target }));
  }
  if (program === 'pytest' || program === 'coverage') return [];
  if (program === 'papermill' || program === 'jupyter' || program === 'nbconvert') {
    const notebook = command.words.slice(1).find((word) => word.endsWith('.ipynb'));
    const path = notebook === undefined ? undefined : inTree(notebook);
    return path === undefined ? [] : [{ form: 'notebook', path }];
  }
  if (LAUNCHERS.test(program) || /^(?:node|tsx|ts-node|bun|deno)$/.test(program)) {
    const at = command.words.indexOf('-m');
    const module = at > 0 ? command.words[at + 1] : undefined;
    if (module !== undefined && /^[\w.]{1,200}$/.test(module)) {
      const base = module.replaceAll('.', '/');
      for (const root of ['', 'src/']) {
        const path = inTree(`${root}${base}.py`) ?? inTree(`${root}${base}/__main__.py`);
        if (path !== undefined) return [{ form: 'program', path }];
      }
      return [];
    }
    const script = command.words.slice(1).find((word) => /\.(?:py|[cm]?[jt]s)$/.test(word));
    const path = script === undefined ? undefined : inTree(script);
    return path === undefined ? [] : [{ form: 'program', path }];
  }
  const shell = /^(?:bash|sh|zsh|source|\.)$/.test(program) ? operands(command)[0] : command.words[0];
  if (shell === undefined || !/[./]/.test(shell)) return [];
  const path = inTree(shell);
  if (path === undefined) return [];
  return [{ form: path.endsWith('.py') ? 'program' : 'shell', path }];
}

/** A program that a command starts and that does not stand in the tree: only its name speaks. */
export function absentProgram(command: Command): string | undefined {
  if (!LAUNCHERS.test(programOf(command)) || /^(?:pytest|coverage)$/.test(programOf(command))) return undefined;
  const script = command.words.slice(1).find((word) => !word.startsWith('-'));
  return script !== undefined && /^[\w./-]{1,200}\.py$/.test(script) ? script : undefined;
}

/** Recipes of a Makefile by target, each with the line it begins on, and what the target needs first. */
export function makeTargets(text: string): Record<string, { needs: string[]; recipe: { text: string; line: number } }> {
  const out: Record<string, { needs: string[]; recipe: { text: string; line: number } }> = Object.create(null) as never;
  let current: string[] = [];
  let count = 0;
  for (const [index, line] of text.slice(0, 500_000).split('\n').entries()) {
    if (line.startsWith('\t')) {
      for (const target of current) {
        const { recipe } = out[target]!;
        if (recipe.text === '') recipe.line = index + 1;
        recipe.text += `${recipe.text === '' ? '' : '\n'}${line.slice(1).replace(/^[@+-]+/, '')}`;
      }
      continue;
    }
    const rule = /^([\w./ -]{1,200}?)\s?::?(?!=)\s*([\w./ -]{0,400})/.exec(line);
    if (!rule) {
      if (line.trim() !== '' && !line.startsWith('#')) current = [];
      continue;
    }
    current = rule[1]!
      .trim()
      .split(/\s+/)
      .filter((name) => !name.startsWith('.'))
      .slice(0, 10);
    for (const target of current) {
      if (++count > 500) return { ...out };
      out[target] = { needs: rule[2]!.trim().split(/\s+/).filter(Boolean).slice(0, 50), recipe: { text: '', line: index + 1 } };
    }
  }
  return { ...out };
}
