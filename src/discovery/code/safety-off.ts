import type { Json } from '../../core/observation.ts';
import { entriesTo } from './flow/outputs.ts';
import { type Call, calledName, type Meeting } from './flow/walk.ts';
import type { Linked } from './linked.ts';
import type { Expression, Statement } from './syntax.ts';
import { elementsOf, optionsOf, type Scope, textsOf, type Value } from './value.ts';

/** What is told of a file's code at a place, for a property of the application or notebook it belongs to. */
export interface Told {
  entry: Record<string, Json>;
  file: string;
  line: number;
}

/** Names of settings that decide what a provider's own filter stops. */
const SETTINGS = new Set(['safety_settings', 'safetySettings', 'safety_filter_level', 'safetyFilterLevel', 'safety_setting']);
const OFF = /^(?:block_none|off|harm_block_threshold_off)$/i;
/** Stopped in no default and for another end than harm. */
const NO_HARM = /civic_integrity/i;

/** Code that measures, attacks or labels needs what filters would hold back. */
const MEASURES =
  /(?:^|[/_.-])(?:evals?|evaluations?|benchmarks?|red[-_]?team\w*|adversarial|moderat\w*|judges?|labell?(?:er|ing)\w*|annotat\w*|unlearn\w*|train|training|finetun\w*)(?=[/_.-]|$)/i;

/**
 * A provider's or framework's own safety, switched off: the property `switchedOff` of the application (or notebook) with `kind`,
 * `what`, `how`, `file`, `line`, `entries` (of ours that lead there). Sources: ai.google.dev/gemini-api/docs/safety-settings (BLOCK_NONE,
 * OFF), cloud.google.com/vertex-ai/generative-ai/docs/image/responsible-ai-imagen (safety filter level),
 * huggingface.co/docs/diffusers/api/pipelines/stable_diffusion/text2img (safety_checker), platform.openai.com/docs/api-reference/images
 * (moderation), guardrailsai.com/docs/concepts/validator_on_fail_actions (noop).
 */
export function safetyOff(linked: Linked, told: (one: Told) => void): Meeting {
  const { program } = linked;
  /** One constant may stand in many calls: it is told once, where it is written. */
  const seen = new Set<string>();
  return {
    call(e, scope) {
      for (const [keyword, value] of e.k) setting(keyword, value, scope, calledName(e));
      const name = calledName(e);
      if ((name === 'generate' || name === 'edit') && spelledImages(e)) images(e, scope);
      if (name === 'use' || name === 'use_many' || name?.startsWith('use')) validators(e, scope);
    },
    dict(e, scope) {
      for (const [key, value] of e.e) if (key?.t === 'str') setting(key.v, value, scope, undefined);
    },
    assign({ target, value }, scope) {
      if (target.t === 'attr' && value) setting(target.n, value, scope, undefined);
    },
  };

  function setting(name: string, value: Expression, scope: Scope, called: string | undefined): void {
    if (name === 'safety_checker') checker(value, scope, called);
    else if (SETTINGS.has(name)) thresholds(name, value, scope);
  }

  /** `safety_checker=None`, or a function that finds everything harmless. */
  function checker(value: Expression, scope: Scope, called: string | undefined): void {
    const none = value.t === 'null';
    const harmless = value.t === 'fn' && value.d.body.some((one) => one.s === 'return' && saysHarmless(one.e));
    if (!none && !harmless) return;
    if (called !== undefined && !/^(?:from_pretrained|from_single_file|from_pipe|from_ckpt|load)$|Pipeline$/.test(called)) return;
    tell(
      'image-filter',
      'the safety checker of the image pipeline',
      none ? 'safety_checker is None' : 'safety_checker finds nothing',
      { file: scope.file, line: value.l },
      scope,
    );
  }

  function thresholds(name: string, e: Expression, scope: Scope): void {
    const off: string[] = [];
    let held = 0;
    let at: { file: string; line: number } | undefined;
    for (const { category, threshold, place } of settingsIn(program.evaluate(e, scope))) {
      if (category !== undefined && NO_HARM.test(category)) continue;
      if (!OFF.test(threshold)) {
        held++;
        continue;
      }
      if (category !== undefined) off.push(category);
      at ??= place ?? { file: scope.file, line: e.l };
      if (category === undefined) off.push('');
    }
    if (!at) return;
    const image = /filter/i.test(name);
    const named = off.filter((one) => one !== '').map((one) => one.replace(/^HARM_CATEGORY_/i, '').toLowerCase());
    tell(
      image ? 'image-filter' : 'gemini',
      image ? 'the safety filter of the image model' : 'the safety filters of the Gemini API',
      `${name} ${named.length > 0 ? `lets ${named.slice(0, 5).join(', ')} pass` : 'blocks nothing'}`,
      at,
      scope,
      held > 0 ? { partly: true } : {},
    );
  }

  function images(e: Call, scope: Scope): void {
    const given = argument(e, 'moderation');
    if (!given || !textsOf(program.evaluate(given, scope)).some(({ text }) => text === 'low')) return;
    if (!optionsOf(program.evaluate(e.f, scope)).some((one) => one.v === 'external' && /openai/i.test(one.q))) return;
    tell('openai-images', 'the moderation of OpenAI images', 'moderation is "low"', { file: scope.file, line: given.l }, scope);
  }

  /** Validators of Guardrails AI that only note what they find, in a file that keeps no verdict. */
  function validators(e: Call, scope: Scope): void {
    const callee = optionsOf(program.evaluate(e.f, scope));
    if (!callee.some((one) => one.v === 'external' && /^guardrails\.(?:Async)?Guard\b/.test(one.q))) return;
    const names: string[] = [];
    let line: number | undefined;
    const own = e.k.find(([name]) => name === 'on_fail')?.[1];
    if (own && isNoop(own, scope)) {
      names.push(e.a[0]?.t === 'name' ? e.a[0].n : 'validator');
      line = own.l;
    }
    for (const part of e.a) {
      if (part.t !== 'call') continue;
      const given = part.k.find(([name]) => name === 'on_fail')?.[1];
      if (!given || !isNoop(given, scope)) continue;
      names.push(calledName(part) ?? 'validator');
      line ??= given.l;
    }
    if (line === undefined || keepsVerdict(program.modules.get(scope.file)?.body ?? [])) return;
    tell(
      'validator',
      `the validator ${names.join(', ')}`,
      'on_fail is noop and nobody keeps the verdict',
      { file: scope.file, line },
      scope,
    );
  }

  function isNoop(e: Expression, scope: Scope): boolean {
    return optionsOf(program.evaluate(e, scope)).some((one) =>
      one.v === 'text' ? one.text.toLowerCase() === 'noop' : one.v === 'external' && one.q.endsWith('.NOOP'),
    );
  }

  function tell(
    kind: string,
    what: string,
    how: string,
    { file, line }: { file: string; line: number },
    scope: Scope,
    more: Record<string, Json> = {},
  ): void {
    const id = `${file}:${line}:${kind}`;
    if (seen.has(id) || MEASURES.test(file)) return;
    seen.add(id);
    const entries = entriesTo(linked, scope);
    told({ entry: { kind, what, how: how.slice(0, 200), file, line, ...more, ...(entries.length > 0 ? { entries } : {}) }, file, line });
  }
}

/** Whether what a validation gave is kept or handed on anywhere: it can be looked at there. */
function keepsVerdict(list: readonly Statement[], deep = 0): boolean {
  if (deep > 6) return false;
  return list.some((one) => {
    if (one.s === 'function' || one.s === 'class') return keepsVerdict(one.d.body, deep + 1);
    const value = one.s === 'assign' ? one.value : one.s === 'return' ? one.e : undefined;
    return value?.t === 'call' && /^(?:validate|parse|guard)$/.test(calledName(value) ?? '');
  });
}

function spelledImages(e: Call): boolean {
  return e.f.t === 'attr' && e.f.o.t === 'attr' && e.f.o.n === 'images';
}

function argument(e: Call, name: string): Expression | undefined {
  const given = e.k.find(([keyword]) => keyword === name)?.[1];
  if (given) return given;
  for (const part of e.a.slice(0, 2))
    if (part.t === 'dict') for (const [key, value] of part.e) if (key?.t === 'str' && key.v === name) return value;
  return undefined;
}

/** `(images, False)`, `[images, false]`, `images, [False] * len(images)`. */
function saysHarmless(e: Expression): boolean {
  if (e.t !== 'list' || e.e.length !== 2) return false;
  const second = e.e[1]!;
  const flag = second.t === 'list' ? second.e[0] : second.t === 'bin' && second.x.t === 'list' ? second.x.e[0] : second;
  return flag?.t === 'bool' && !flag.v;
}

interface Setting {
  category: string | undefined;
  threshold: string;
  place: { file: string; line: number } | undefined;
}

/** Every pair of category and threshold in what a setting may be: lists of objects or of calls, objects by category, one text. */
function settingsIn(value: Value): Setting[] {
  const out: Setting[] = [];
  for (const one of elementsPlain(value)) {
    if (one.v === 'object') {
      const member = (name: RegExp): Value | undefined => one.members.find(([key]) => name.test(key))?.[1];
      const threshold = member(/^threshold$/);
      if (threshold) {
        out.push({ ...wordOf(threshold), category: wordOf(member(/^(?:category|type)$/)).threshold || undefined });
        continue;
      }
      for (const [key, inner] of one.members) {
        const said = wordOf(inner);
        if (said.threshold !== '') out.push({ ...said, category: key === '*' ? undefined : key.slice(key.lastIndexOf('.') + 1) });
      }
    } else if (one.v === 'instance') {
      const given = (name: string): Expression | undefined => one.call.k.find(([keyword]) => keyword === name)?.[1];
      const threshold = given('threshold');
      if (threshold)
        out.push({
          threshold: lastWord(threshold),
          category: lastWord(given('category')) || undefined,
          place: { file: one.scope.file, line: threshold.l },
        });
    } else {
      const said = wordOf(one);
      if (said.threshold !== '') out.push({ ...said, category: undefined });
    }
  }
  return out;
}

/** The items of lists, without opening the objects among them. */
function elementsPlain(value: Value): Value[] {
  return optionsOf(value).flatMap((option) =>
    option.v === 'list' ? option.items.slice(0, 40).flatMap((item) => optionsOf(item)) : [option],
  );
}

function wordOf(value: Value | undefined): Setting {
  for (const one of value ? elementsOf(value) : []) {
    if (one.v === 'text') return { category: undefined, threshold: one.text, place: { file: one.file, line: one.line } };
    if (one.v === 'external') return { category: undefined, threshold: one.q.slice(one.q.lastIndexOf('.') + 1), place: undefined };
  }
  return { category: undefined, threshold: '', place: undefined };
}

function lastWord(e: Expression | undefined): string {
  if (!e) return '';
  return e.t === 'attr' ? e.n : e.t === 'str' ? e.v : e.t === 'name' ? e.n : '';
}
