import { defineCheck } from '../../check.ts';
import { textOf } from '../../view.ts';
import { listed } from '../../wording.ts';

/**
 * A database that every address reaches and that AI works on: it asks for a password, and nothing else stands before it. Databases
 * that nothing of AI uses are left to other tools. Sources: AWS Security Hub RDS.2; Cloud SQL authorized networks; Azure
 * Database for PostgreSQL firewall rules.
 */
export default defineCheck({
  id: 'database-public',
  title: 'Database of AI that every address reaches',
  severity: 'medium',
  applies: 'data-store',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0019' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'I&S-03' },
  ],
  judge(store, view) {
    if (textOf(store, 'form') !== 'database' || textOf(store, 'platform') === 'docker-compose') return undefined;
    const open = view.out(store, 'exposed-to').find((link) => link.to.name === 'internet' && view.properties(link)['access'] === 'connect');
    if (!open) return store.properties['publiclyAccessible'] === false ? { status: 'pass' } : undefined;
    const users = view.into(store, 'retrieves-from', 'connects-to', 'sourced-from', 'remembers-in').map(({ from }) => from.name);
    const vectors = store.properties['vectors'] === true || /vector|embedding|rag\b/i.test(store.name);
    if (users.length === 0 && !vectors) return undefined;
    const { how, auth } = view.properties(open);
    const nobody = auth === 'none';
    return {
      status: 'fail',
      ...(nobody ? { severity: 'high' as const } : {}),
      title: `Every address reaches the database ${store.name}${nobody ? ', which asks nobody who is calling' : ''}`,
      saw: `${store.name} takes connections from every address (${typeof how === 'string' ? how : 'public'})${users.length > 0 ? `; ${listed(users)} ${new Set(users).size === 1 ? 'works' : 'work'} on it` : ''}. ${nobody ? 'It asks nobody who is calling.' : 'It asks for a password.'}`,
      why: nobody
        ? 'Anybody reads what lies in it, and changes it: what is put there is answered as true.'
        : 'Passwords can be tried from anywhere, one that leaks works from anywhere, and so does every weakness of the database; what is changed in it is answered as true.',
      fix: {
        text: `Give ${store.name} no public address, or let only the networks of what uses it in.`,
        ...(textOf(store, 'platform') === 'gcp'
          ? { patch: 'ip_configuration {\n  ipv4_enabled    = false\n  private_network = google_compute_network.this.id\n}' }
          : textOf(store, 'platform') === 'azure'
            ? { patch: 'public_network_access_enabled = false' }
            : { patch: nobody ? 'vpc_options {\n  subnet_ids = [aws_subnet.private.id]\n}' : 'publicly_accessible = false' }),
      },
      verify: 'A connection from outside your network times out, and the next scan passes.',
      evidence: [...view.evidence(open).slice(0, 2), ...store.evidence.slice(0, 1)],
      exploitability: nobody ? 'trivial' : 'foothold',
      reachability: 'internet',
      ...(nobody ? {} : { control: 'partial' as const }),
    };
  },
});
