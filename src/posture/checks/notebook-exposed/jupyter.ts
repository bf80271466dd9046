import type { Asset } from '../../../core/snapshot.ts';
import type { Judgement } from '../../check.ts';
import { textOf, type View } from '../../view.ts';

/**
 * A Jupyter server or JupyterHub. Whoever reaches one that asks for nothing runs code in it. Sources:
 * https://jupyter-server.readthedocs.io/en/latest/operators/security.html and
 * https://jupyterhub.readthedocs.io/en/stable/explanation/websecurity.html
 */
export function judgeJupyter(server: Asset, view: View): Judgement {
  const auth = textOf(server, 'auth') ?? 'unknown';
  // A container says nothing of the address: whoever reaches it in its network reaches the server.
  const listens = textOf(server, 'listens') ?? 'container';
  const why = textOf(server, 'authWhy');
  const fromInternet = view.out(server, 'exposed-to').some(({ to }) => to.name === 'internet');
  const isOpenToWebPages = textOf(server, 'allowOrigin') === '*' || server.properties['xsrfCheck'] === false;
  if (auth === 'unknown')
    return { status: 'unknown', saw: `Whether ${server.name} asks who comes is not known${why === undefined ? '' : `: ${why}`}.` };
  const isHub = textOf(server, 'server') === 'jupyterhub';
  const isOpen = auth === 'none' || auth === 'open-signup';
  if (!isOpen && !isOpenToWebPages) return { status: 'pass' };
  const isRemote = listens !== 'local' || fromInternet;
  const root = server.properties['runsAsRoot'] === true ? ', as root' : '';
  const faults = isOpen
    ? `asks nobody who they are (${why ?? 'no token, no password'})${listensIn(listens)}${fromInternet ? ', open to the internet' : ''}${isOpenToWebPages ? ', for web pages of any origin' : ''}`
    : 'answers web pages of any origin';
  const role = view.out(server, 'runs-as')[0]?.to;
  const reads = role === undefined ? [] : view.out(role, 'can-read', 'can-write').map((link) => link.to);
  return {
    status: 'fail',
    locus: 'jupyter',
    severity: isOpen ? (fromInternet ? 'critical' : isRemote || isOpenToWebPages ? 'high' : 'medium') : 'low',
    title: `${server.name} ${isOpen ? 'can be used without a token or password' : 'answers web pages of any origin'}`,
    saw: `${server.name} ${faults}${root}.`,
    why: isOpen
      ? `${isRemote ? 'Everybody who reaches its port' : 'Every process and user on its machine'} runs code in it, reads its notebooks and their outputs, and has the keys and data it works with.`
      : 'A web page that somebody who is signed in visits can speak to the server in their name and run code in it.',
    fix: {
      text: isHub
        ? 'Use an authenticator that asks an identity provider, list who is allowed, and let the hub listen behind a proxy with TLS.'
        : 'Take the empty token out, so that one is made at each start, or set a password; let it listen on localhost behind a proxy that asks who comes; name the one origin that may speak to it.',
      command: isHub ? 'jupyterhub --show-config' : 'jupyter server password',
      patch: isHub
        ? "c.JupyterHub.authenticator_class = 'generic-oauth'\nc.Authenticator.allowed_users = {'name'}"
        : "c.ServerApp.ip = '127.0.0.1'\nc.IdentityProvider.token = os.environ['JUPYTER_TOKEN']\nc.ServerApp.allow_origin = 'https://notebooks.your.domain'",
    },
    verify: 'A request to /api/kernels without a token is refused with 403, and the next scan passes.',
    evidence: server.evidence,
    exploitability: isOpen ? 'trivial' : 'public-technique',
    reachability: fromInternet ? 'internet' : isRemote ? 'internal' : 'admin',
    harms: [server, ...reads],
  };
}

function listensIn(listens: string): string {
  if (listens === 'all') return ' and listens on every address';
  if (listens === 'unknown') return ' and listens on an address that is decided when it starts';
  return listens === 'local' || listens === 'container' ? '' : ` and listens on ${listens}`;
}
