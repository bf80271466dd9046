import type { Asset } from '../../../core/snapshot.ts';
import type { Judgement } from '../../check.ts';
import { closingPort, type Exposed, productOf } from '../../exposed.ts';
import type { View } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A service of a cloud provider: it always asks who is calling, so that the open network is a second line that is missing. Where keys
 * are taken, a key that leaks works from anywhere; with identities only, a token has to be stolen.
 */
export function judgeManaged(endpoint: Asset, exposed: Exposed, view: View): Judgement {
  const product = productOf(endpoint);
  const models = view.out(endpoint, 'serves').map((link) => link.to.name);
  const keys = endpoint.properties['localAuth'];
  const byKey = keys !== false;
  const holders = view.into(endpoint, 'grants').flatMap((link) => view.into(link.from, 'holds').map((one) => one.from.name));
  return {
    status: 'fail',
    severity: byKey ? 'low' : 'info',
    title: `${endpoint.name} answers every address${byKey ? ', with a key' : ''}`,
    saw: `${product} ${endpoint.name}${models.length > 0 ? ` serves ${listed(models)} and` : ''} takes calls from every address (${exposed.how})${keys === true ? ', and keys are taken beside identities' : keys === false ? '; only identities are let in' : ''}.${holders.length > 0 ? ` ${listed(holders)} ${new Set(holders).size === 1 ? 'is' : 'are'} given its key.` : ''}`,
    why: byKey
      ? 'A key in a log, a notebook or a repository is enough: whoever finds it uses the models on your account from anywhere, and the key has no name and no end.'
      : 'A stolen token works from anywhere until it ends; inside a network of your own it would not.',
    fix: {
      text: `Let it be reached through a private endpoint or from listed networks only${byKey ? ', and let identities in instead of keys' : ''}.`,
      ...closingPort(endpoint, exposed),
    },
    verify: 'A request from outside your network is refused with 403, and the next scan passes.',
    evidence: [...exposed.evidence, ...endpoint.evidence.slice(0, 2)],
    exploitability: 'foothold',
    reachability: 'internet',
    control: 'partial',
  };
}
