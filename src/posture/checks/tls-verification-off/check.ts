import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import type { View } from '../../view.ts';
import { listed } from '../../wording.ts';

interface WeakSetting extends Placed {
  form: string;
  what: string;
}

/** A connection of an application that uses AI whose other end is not checked: whoever sits on the way answers as the model or the data. */
export default defineCheck({
  id: 'tls-verification-off',
  title: 'Certificates are not checked',
  severity: 'medium',
  applies: ['application', 'mcp-server'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI07' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'CEK-03' },
  ],
  judge(owner, view): Judgement | Judgement[] | undefined {
    if (owner.kind === 'mcp-server') return owner.properties['tlsVerification'] === false ? started(owner, view) : undefined;
    const found = placedOf<WeakSetting>(owner, 'weakSettings', ({ form, what }) => `${form} ${what}`).filter(
      ({ entry }) => entry.form === 'tls',
    );
    if (found.length === 0) return undefined;
    // The same setting at several places of a file was copied there: one fault.
    const byFile = Map.groupBy(found, ({ entry }) => `${entry.file} ${entry.what}`);
    return [...byFile.values()].map((all) => {
      const { entry: one, locus } = all[0]!;
      const whole = /^(?:NODE_TLS|PYTHONHTTPS|an empty|ssl\._create)/.test(one.what);
      return {
        status: 'fail',
        locus,
        title: `${owner.name} talks to whoever answers: ${one.what}`,
        saw: `${one.what} at ${one.file}:${one.line} switches the check of certificates off${whole ? ' for the whole process, the connections to models included' : ' for this connection'}${all.length > 1 ? `, and at ${all.length - 1} more ${all.length > 2 ? 'places' : 'place'} of the file` : ''}.`,
        why: 'Whoever sits on the way (a shared network, a proxy, a poisoned name) reads keys and prompts and answers in the place of the other end.',
        fix: {
          text: 'Take it out. Where the other end has a certificate of your own authority, give the process that authority.',
          patch: /NODE|rejectUnauthorized|strictSSL/.test(one.what)
            ? 'NODE_EXTRA_CA_CERTS=/etc/ssl/certs/company-ca.pem'
            : 'requests.get(url, verify="/etc/ssl/certs/company-ca.pem")',
        },
        verify: 'A call to a host with a certificate nobody signed fails, and the next scan passes.',
        evidence: all
          .slice(0, 20)
          .map(({ entry }) => ({ target: owner.evidence[0]?.target ?? '', file: entry.file, line: entry.line, detail: entry.what })),
        exploitability: 'foothold',
        reachability: 'third-party',
      };
    });
  },
});

/** A server that a client starts with the check switched off in its environment or arguments. */
function started(server: Asset, view: View): Judgement | undefined {
  if (server.properties['disabled'] === true) return undefined;
  const links = view.into(server, 'connects-to');
  const clients = listed(links.map((link) => link.from.name));
  return {
    status: 'fail',
    title: `${server.name} talks to whoever answers`,
    saw: `${clients || 'A client'} starts ${server.name} with the check of certificates switched off.`,
    why: 'Whoever sits on the way answers in the place of what the server reads: the model takes that for the result of a tool, and keys that the server sends are read on the way.',
    fix: {
      text: 'Take the setting out. Where the other end has a certificate of your own authority, give the process that authority.',
      patch: '"env": { "NODE_EXTRA_CA_CERTS": "/etc/ssl/certs/company-ca.pem" }',
    },
    verify: 'The configuration names no such setting, a call to a host with a certificate nobody signed fails, and the next scan passes.',
    evidence: links.length > 0 ? links.flatMap((link) => view.evidence(link)) : server.evidence,
    exploitability: 'foothold',
    reachability: 'third-party',
  };
}
