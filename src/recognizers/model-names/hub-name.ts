import type { ModelName } from './model-name.ts';
import { describedTask } from './parts.ts';

const HUB_HOSTS: Readonly<Record<string, string>> = { replicate: 'replicate.com', modelscope: 'modelscope.cn' };

/** The answer for a repository known to hold a model. */
export function hubName(owner: string, name: string, revision: string | undefined, provider: string): ModelName {
  const host = HUB_HOSTS[provider] ?? 'huggingface.co';
  const pinned = revision !== undefined && /^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(revision);
  const moving = revision === undefined || revision === 'main' || revision === 'master' || revision === 'latest';
  const why = pinned
    ? 'revision is a full commit or content hash'
    : revision === undefined
      ? 'no revision: the hub serves its newest one'
      : moving
        ? `revision ${revision} is a branch and moves`
        : `revision ${revision} is a branch, tag or short hash, which can move`;
  const found = describedTask(name, owner);
  return {
    provider,
    name: `${owner}/${name}`,
    publisher: owner.toLowerCase(),
    ...found,
    pinning: pinned ? 'pinned' : moving ? 'floating' : 'unknown',
    pinningWhy: why,
    hub: { host, owner, name, ...(revision === undefined ? {} : { revision }) },
  };
}
