import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import { textOf, type View } from '../../view.ts';
import { capital, listed, said } from '../../wording.ts';

/** A setting that takes a filter out of the way, as discovery tells it (`switchedOff`). */
interface SwitchedOff extends Placed {
  kind?: string;
  what: string;
  how: string;
  partly?: boolean;
  entries?: string[];
}

/**
 * A provider's or framework's own safety that was there and was taken away: one finding a setting in code, one a Bedrock guardrail whose
 * filters beside the one for injected instructions do nothing. That one, and Azure's filters, are asked by guardrail-weak; an agent
 * that never had a guardrail by guardrail-missing.
 */
export default defineCheck({
  id: 'guardrail-disabled',
  title: 'Safety filter switched off or only reporting',
  severity: 'low',
  applies: ['application', 'notebook', 'guardrail'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM01' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI01' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MANAGE 1.3' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.6' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0054' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0020' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'TVM-13' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-10' },
  ],
  judge(asset, view): Judgement | Judgement[] | undefined {
    const off = placedOf<SwitchedOff>(asset, 'switchedOff', ({ kind, what }) => kind ?? what);
    if (asset.kind === 'guardrail') return toldByWeak(asset) ? undefined : off.length > 0 ? standing(asset, off, view) : { status: 'pass' };
    return off.length === 0 ? undefined : off.map(({ entry, locus }) => inCode(asset, entry, locus, view));
  },
});

function inCode(owner: Asset, one: SwitchedOff, locus: string, view: View): Judgement {
  const target = owner.evidence[0]?.target ?? '';
  const kind = one.kind ?? '';
  const others = view.out(owner, 'guarded-by').map((link) => link.to.name);
  const entry = one.entries?.[0];
  const served = entry !== undefined;
  return {
    status: 'fail',
    locus,
    severity: weightOf(owner, one, others.length > 0, view),
    title: `${capital(one.what)} ${one.what.endsWith('s') ? 'are' : 'is'} switched off${one.partly ? ' in part' : ''}`,
    saw: `${one.how} at ${one.file}:${one.line}${served ? `, and ${said(entry)} leads there` : ''}.${kind === 'gemini' ? ' Gemini 2.5 and later filter nothing by themselves: this line is where a threshold would stand.' : ''}${others.length > 0 ? ` ${listed(others)} looks at the same traffic.` : ''}`,
    why: WHY[kind] ?? WHY['gemini']!,
    fix: { text: FIX[kind] ?? FIX['gemini']!, patch: PATCH[kind] ?? PATCH['gemini']! },
    verify: 'A test input that the filter is there for is stopped or told, and the next scan passes.',
    evidence: [{ target, file: one.file, line: one.line, detail: one.how }],
    exploitability: 'public-technique',
    reachability: served ? 'third-party' : 'internal',
    ...(others.length > 0 ? { control: 'partial' as const } : {}),
  };
}

/** What people are shown weighs more than what a batch makes; Gemini's newer models have no filter to begin with. */
function weightOf(owner: Asset, one: SwitchedOff, guarded: boolean, view: View): Severity {
  if (one.kind === 'openai-images' || one.partly || guarded || (one.entries ?? []).length === 0) return 'low';
  if (one.kind !== 'gemini') return 'medium';
  const models = view.out(owner, 'uses-model').flatMap((link) => /gemini-(\d+(?:\.\d+)?)/.exec(link.to.name)?.[1] ?? []);
  return models.some((version) => Number(version) < 2.5) ? 'medium' : 'low';
}

const WHY: Readonly<Record<string, string>> = {
  gemini:
    'What the model is talked into reaches people unfiltered: a jailbreak or a planted text is enough, and no block ever shows up in a log.',
  'image-filter': 'Pictures that the maker of the model meant to hold back are shown to whoever asks for them, under your name.',
  'openai-images': 'The provider looks less closely at prompts and pictures than it does by default; what passes is shown under your name.',
  validator: 'The validator finds what it was written for and lets it pass, and nobody reads its verdict: it looks guarded and is not.',
};

const FIX: Readonly<Record<string, string>> = {
  gemini:
    'Set the highest threshold your use can bear for each category, or filter with what is yours (a moderation model, Model Armor) and say so beside the line. Where the model has to see harmful text (moderation, security work), keep that call away from what answers people.',
  'image-filter':
    'Keep the safety checker of the pipeline, or check pictures with a classifier of your own before they are shown or stored.',
  'openai-images': 'Leave the parameter out; "auto" is the default.',
  validator: 'Let the validator act (exception, fix, filter, refrain), or read validation_passed and stop there.',
};

const PATCH: Readonly<Record<string, string>> = {
  gemini: 'threshold=HarmBlockThreshold.BLOCK_MEDIUM_AND_ABOVE',
  'image-filter': 'pipe = StableDiffusionPipeline.from_pretrained(model)   # without safety_checker=None',
  'openai-images': 'moderation="auto"',
  validator: 'on_fail=OnFailAction.EXCEPTION',
};

/** Guardrails whose filter for injected instructions is off or missing among others, and those of other platforms. */
function toldByWeak(guardrail: Asset): boolean {
  const { filters } = guardrail.properties;
  if (textOf(guardrail, 'platform') !== 'aws-bedrock' || typeof filters !== 'object' || filters === null || Array.isArray(filters))
    return true;
  const strengths = Object.entries(filters);
  const attack = strengths.find(([type]) => type === 'PROMPT_ATTACK');
  const off = placedOf<SwitchedOff>(guardrail, 'switchedOff', ({ what }) => what).some(({ entry }) => entry.what === 'PROMPT_ATTACK');
  return strengths.length > 0 && (attack === undefined || off || /^(?:NONE|LOW)/.test(typeof attack[1] === 'string' ? attack[1] : ''));
}

function standing(guardrail: Asset, off: readonly { entry: SwitchedOff; locus: string }[], view: View): Judgement {
  const target = guardrail.evidence[0]?.target ?? '';
  const entries = off.map(({ entry }) => entry);
  const guarded = view.into(guardrail, 'guarded-by').map((link) => link.from.name);
  return {
    status: 'fail',
    title: `The guardrail ${guardrail.name} lets through what it looks for`,
    saw: `${listed(
      entries.map(({ what, how }) => `${said(what)} (${how})`),
      5,
    )} in ${guardrail.name}.${guarded.length > 0 ? ` ${listed(guarded)} ${new Set(guarded).size > 1 ? 'rely' : 'relies'} on it.` : ''}`,
    why: 'What the filter finds is answered all the same, and whoever reads the list of filters takes it for stopped. An action of NONE is for the weeks in which thresholds are tried out.',
    fix: {
      text: 'Let each filter act: a strength of MEDIUM or HIGH and the action BLOCK (ANONYMIZE for personal data). Where a category is meant to pass, leave its filter out and say why.',
      patch: 'input_strength  = "HIGH"\ninput_action    = "BLOCK"\noutput_strength = "HIGH"\noutput_action   = "BLOCK"',
    },
    verify: '`aws bedrock-runtime apply-guardrail` with a test text answers GUARDRAIL_INTERVENED, and the next scan passes.',
    evidence: entries.map(({ file, line, what, how }) => ({ target, file, line, detail: `${what}: ${how}` })),
    exploitability: 'public-technique',
    reachability: 'third-party',
  };
}
