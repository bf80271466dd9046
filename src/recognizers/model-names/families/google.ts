import type { ModelFamily } from '../family.ts';
import type { Pinning } from '../model-name.ts';

const google = { publisher: 'google', provider: 'google-gemini' } as const;
const vertex = { publisher: 'google', provider: 'google-vertex' } as const;

/** https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versioning */
function bare(version: string | undefined, name: string): readonly [Pinning, string] {
  if (/-(?:exp|experimental)\b/.test(name)) return ['floating', 'experimental: Google may replace it'];
  if (/-preview\b/.test(name)) return ['unknown', 'preview without a date'];
  if (version !== undefined && Number(version) >= 2.5)
    return ['unknown', 'Google publishes no numbered versions of this generation and may update a stable name'];
  return ['floating', 'auto-updated alias of the newest stable version'];
}
const UNVERSIONED = ['floating', 'without a version Google serves the newest one'] as const;

export const GOOGLE_FAMILIES: readonly ModelFamily[] = [
  {
    ...google,
    family: 'gemini-{line}',
    pattern:
      /^gemini-(?<version>\d(?:\.\d{1,2})?)-(?<line>(?:pro|flash|ultra|nano)(?:-lite)?|computer-use)(?:-(?!0\d\d$)[a-z0-9]+){0,6}(?:[-@](?<fixed>0\d\d))?$/,
    task: 'chat',
    dates: ['mm-yyyy', 'mm-dd', 'mmdd'],
    bare,
  },
  {
    ...google,
    family: 'gemini-{line}',
    pattern: /^gemini-(?<line>(?:pro|flash|ultra)(?:-lite|-vision)?)(?:-(?:latest|preview|exp))?$/,
    task: 'chat',
    bare: UNVERSIONED,
  },
  {
    ...google,
    family: 'gemini',
    pattern: /^gemini-(?:exp-\d{4}|live-[a-z0-9.-]{3,40}|robotics-[a-z0-9.-]{3,30})$/,
    task: 'chat',
    dates: ['mmdd', 'mm-dd'],
    bare,
  },
  {
    ...google,
    family: 'gemini-embedding',
    pattern: /^gemini-embedding-(?:(?<fixed>(?<version>0\d\d))|exp(?:-\d{2}-\d{2})?|\d(?:-preview)?)$/,
    task: 'embedding',
    dates: ['mm-dd'],
    bare,
  },
  {
    ...google,
    family: 'text-embedding',
    pattern: /^(?:text|text-multilingual)-embedding-(?<fixed>(?<version>00[2-9]))$/,
    task: 'embedding',
    bare: UNVERSIONED,
  },
  { ...google, family: 'embedding', pattern: /^embedding-(?<fixed>(?<version>001))$/, task: 'embedding', bare: UNVERSIONED },
  {
    ...vertex,
    family: 'textembedding-gecko',
    pattern: /^textembedding-gecko(?:-multilingual)?(?:@(?:(?<fixed>(?<version>00\d))|latest))?$/,
    task: 'embedding',
    bare: UNVERSIONED,
  },
  {
    ...vertex,
    family: 'multimodalembedding',
    pattern: /^multimodalembedding(?:@(?<fixed>(?<version>00\d)))?$/,
    task: 'embedding',
    bare: UNVERSIONED,
    needsHint: /^multimodalembedding$/,
  },
  {
    ...vertex,
    family: 'palm-{line}',
    pattern: /^(?<line>text|chat|code|codechat)-(?:bison|unicorn|gecko)(?:-32k)?(?:@(?:(?<fixed>(?<version>00\d))|latest))?$/,
    task: 'chat',
    bare: UNVERSIONED,
  },
  {
    ...google,
    family: 'imagen',
    pattern:
      /^(?:imagen-(?<version>\d(?:\.\d)?)(?:-(?:fast|ultra))?-(?:generate|capability|edit|fast-generate|ultra-generate)(?:-preview)?|imagegeneration|imagetext)(?:[-@](?<fixed>0\d\d)|-\d{2}-\d{2})?$/,
    task: 'image',
    dates: ['mm-dd'],
    bare: UNVERSIONED,
  },
  {
    ...google,
    family: 'veo',
    pattern: /^veo-(?<version>\d(?:\.\d)?)(?:-fast)?-generate(?:-preview|-exp)?(?:-(?<fixed>0\d\d))?$/,
    task: 'video',
    bare,
  },
  {
    ...google,
    provider: 'unknown',
    family: 'gemma',
    pattern:
      /^(?:code|pali|shield|med|embedding|t5)?gemma-?(?<version>\d?n?)(?:-(?:\d+(?:\.\d+)?b|e\db|it|pt|instruct|\d+m)){0,3}(?:-v\d(?:\.\d)?)?$/,
    task: 'chat',
    bare: ['unknown', 'open weights: the name does not say which files are served'],
    needsHint: /^[a-z]*gemma$/,
  },
  { ...google, family: 'learnlm', pattern: /^learnlm-[a-z0-9.-]{3,40}$/, task: 'chat', bare },
];
