import type { ModelFamily } from '../family.ts';
import type { Pinning } from '../model-name.ts';

const anthropic = { publisher: 'anthropic', provider: 'anthropic', task: 'chat', dates: ['compact'] } as const;
const TIER = '(?<tier>opus|sonnet|haiku|fable|mythos)';

/** https://platform.claude.com/docs/en/about-claude/models/model-ids-and-versions */
function bare(version: string | undefined): readonly [Pinning, string] {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (major > 4 || (major === 4 && minor >= 6)) return ['pinned', 'since Claude 4.6 an id without a date is a fixed version'];
  return ['floating', 'alias of a dated snapshot, which Anthropic may move'];
}

export const ANTHROPIC_FAMILIES: readonly ModelFamily[] = [
  // claude-sonnet-4-5-20250929, claude-opus-4-8; gateways write claude-sonnet-4.5
  {
    ...anthropic,
    family: 'claude-{tier}',
    pattern: new RegExp(
      `^claude-${TIER}-(?<version>\\d{1,2}(?:[-.]\\d{1,2})?)(?:[-@]\\d{8})?(?:-v\\d)?(?:-(?:fast|thinking|latest|preview)|:(?:thinking|beta|free)|@(?:default|latest))?$`,
    ),
    bare,
  },
  // claude-3-5-sonnet-20241022, claude-3-7-sonnet-latest, claude-3-5-sonnet-v2@20241022
  {
    ...anthropic,
    family: 'claude-{tier}',
    pattern: new RegExp(
      `^claude-(?<version>\\d(?:[-.]\\d)?)-${TIER}(?:-v\\d)?(?:[-@]\\d{8})?(?:-(?:latest|thinking)|:(?:thinking|beta|free)|@(?:default|latest))?$`,
    ),
    bare,
  },
  {
    ...anthropic,
    family: 'claude',
    pattern: /^claude-(?:v(?<version>\d(?:\.\d)?)(?::\d+k)?|(?<fixed>\d\.\d))$/,
    bare: ['floating', 'major version alias'],
  },
  {
    ...anthropic,
    family: 'claude-instant',
    pattern: /^claude-instant(?:-(?<fixed>(?<version>\d\.\d))|-v(?<major>\d))$/,
    bare: ['floating', 'major version alias'],
  },
  { ...anthropic, family: 'claude', pattern: /^claude-2$/, bare: ['floating', 'major version alias'] },
];
