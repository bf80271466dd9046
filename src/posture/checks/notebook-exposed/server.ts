import type { Asset } from '../../../core/snapshot.ts';
import type { Judgement } from '../../check.ts';
import { closingPort, exposedTo, isDeskServer, productOf } from '../../exposed.ts';
import { textOf, textsOf, type View } from '../../view.ts';

/**
 * A notebook server in a container: who reaches it without a token runs code in it. Source of what counts as a token:
 * jupyter-server.readthedocs.io/en/latest/operators/security.html.
 */
export function judgeServer(notebook: Asset, view: View): Judgement | undefined {
  const exposed = exposedTo(notebook, view);
  if (!exposed) return undefined;
  const product = productOf(notebook);
  const args = textsOf(notebook, 'arguments').join(' ');
  const everywhere = /(?:--(?:\w+\.)?ip[= ](?:0\.0\.0\.0|'?\*'?|::))/.test(args);
  const isImage = textOf(notebook, 'platform') === 'container-image';
  const nobody = exposed.auth === 'none';
  if (exposed.reach === 'private') return { status: 'pass' };
  if (!nobody && exposed.reach !== 'internet')
    return exposed.auth === 'some'
      ? { status: 'pass' }
      : { status: 'unknown', saw: `Whether ${notebook.name} (${product}) asks for a token was not seen.` };
  if (exposed.reach === 'unknown' && !(isImage && everywhere))
    return {
      status: 'unknown',
      saw: `${notebook.name} (${product}) asks nobody who is calling; from where it can be reached was not seen.`,
    };
  const isPublic = exposed.reach === 'internet';
  const isDesk = isDeskServer(notebook);
  const root = /--allow-root\b/.test(args);
  const where = exposed.reach === 'unknown' ? 'every address of its container' : exposed.how;
  return {
    status: 'fail',
    severity: !nobody ? 'low' : isPublic ? 'critical' : isDesk ? 'low' : 'medium',
    title: nobody
      ? `${product} ${notebook.name} runs the code of whoever reaches it`
      : `The internet reaches the notebooks of ${notebook.name}`,
    saw: `${product} ${notebook.name} listens on ${where}${nobody ? ` and asks for no token (${exposed.authWhy})` : '; it asks who is calling'}${root ? ', as root' : ''}.`,
    why: `${nobody ? 'A notebook server runs any code it is sent: who reaches it has a shell with its keys, its data and its network' : 'A notebook server runs any code of who gets in: one guessed or leaked token is a shell with its keys, its data and its network'}.`,
    fix: {
      text: `${nobody ? 'Take the empty token away, so that Jupyter makes one, or give it one from a secret. ' : ''}${exposed.reach === 'unknown' ? 'Where a proxy in front signs people in, say so in pharos.yaml.' : 'Reach it through a proxy that signs people in, or on the loopback address only.'}`,
      ...closingPort(notebook, exposed),
      ...(nobody && isImage ? { patch: 'CMD ["jupyter", "lab", "--ip=0.0.0.0"]' } : {}),
    },
    verify: 'A request without a token is answered with the login page, and the next scan passes.',
    evidence: isImage ? notebook.evidence.slice(0, 2) : [...exposed.evidence, ...notebook.evidence.slice(0, 2)],
    exploitability: nobody ? 'trivial' : 'foothold',
    reachability: isPublic ? 'internet' : 'internal',
  };
}
