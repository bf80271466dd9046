import type { Report } from '../../src/core/report.ts';

type Asset = Report['assets'][number];

const HOSTILE = 'pay](https://evil.example) {0} \u001b[31m\u202e';

function asset(id: string, kind: Asset['kind'], name: string, properties: Asset['properties'], file?: string, line = 1): Asset {
  return {
    id: `a-${id}`,
    aliases: [],
    kind,
    name,
    keys: [{ key: `git:books/${id}`, strong: true }],
    properties,
    evidence: file === undefined ? [] : [{ target: 'books', file, line, detail: name }],
    confidence: 0.9,
  };
}

const SCORE = {
  value: 72.4,
  factors: { exploitability: { value: 1, level: 'trivial', why: 'How hard it is.', known: true } },
  confidence: 0.5,
};

/** A report of a small bookshop with everything a format has to carry, and names that want to be markup. */
export function bookshop(): Report {
  const assets: Asset[] = [
    {
      ...asset(
        'model',
        'model',
        'acme/reader',
        { task: 'classification', family: 'bert', pinning: 'pinned', revision: '0123abcd' },
        'app/read.py',
        4,
      ),
      keys: [{ key: 'hub:huggingface.co/acme/reader', strong: true }],
    },
    {
      ...asset('library', 'library', 'transformers', { ecosystem: 'pypi' }, 'app/read.py', 1),
      keys: [{ key: 'purl:pkg:pypi/transformers', strong: true }],
    },
    {
      ...asset('weights', 'model-artifact', 'reader.pkl', {}, 'app/reader.pkl'),
      keys: [{ key: `sha256:${'ab'.repeat(32)}`, strong: true }],
    },
    asset('app', 'application', 'reading-room', { purpose: 'Sorts letters' }, 'app/pyproject.toml', 2),
    asset('other', 'application', 'warehouse', {}, 'warehouse/main.py', 1),
    asset('agent', 'agent', HOSTILE, {}, 'app/a gent.py', 7),
    asset('entry', 'ai-endpoint', 'POST /ask/{id}', { auth: 'none', path: '/ask/{id}' }, 'app/web.py', 9),
    {
      ...asset('letters', 'data-store', 'letters', { sensitivity: 'restricted', owner: 'archive' }, 'infra/main.tf', 3),
      keys: [{ key: 'arn:arn:aws:s3:::letters', strong: true }],
    },
    { ...asset('mail', 'service', 'mail', { url: 'https://user:word@mail.example/send?key=abc' }, 'app/mail.py', 2) },
    asset('secret', 'secret', 'MAIL_KEY', { form: 'value', preview: 'abc…' }, 'app/.env', 1),
    asset('internet', 'zone', 'internet', {}),
  ];
  const edge = (
    from: string,
    kind: Report['edges'][number]['kind'],
    to: string,
    properties?: Asset['properties'],
  ): Report['edges'][number] => ({
    id: `e-${from}-${kind}-${to}`,
    from: `a-${from}`,
    to: `a-${to}`,
    kind,
    strength: 'stated',
    ...(properties ? { properties } : {}),
    evidence: [],
  });
  const finding: Report['findings'][number] = {
    id: 'f-open',
    check: 'endpoint-weak-auth',
    severity: 'high',
    status: 'fail',
    asset: 'a-entry',
    title: `Anybody can ask ${HOSTILE}`,
    saw: 'No check asks who is calling.',
    why: 'A stranger spends the budget.',
    fix: { text: 'Ask for a token.' },
    verify: 'A call without a token is refused.',
    evidence: [
      { target: 'books', file: 'app/web.py', line: 9, detail: '@app.post' },
      { target: 'books', file: 'infra/main.tf', line: 30, detail: 'public' },
    ],
    confidence: 0.9,
    score: SCORE,
    paths: ['p-way'],
    owner: 'web-team',
    frameworks: [{ framework: 'owasp-llm', edition: '2026', control: 'LLM02' }],
  };
  return {
    schema: 'pharos.report/1',
    pharos: '0.1.0',
    scan: {
      id: 's-bookshop',
      started: '2027-01-02T03:04:05.000Z',
      finished: '2027-01-02T03:04:09.000Z',
      complete: false,
      targets: [{ id: 'books', kind: 'folder', name: 'books' }],
    },
    assets,
    edges: [
      edge('app', 'contains', 'agent'),
      edge('app', 'depends-on', 'library', { version: '4.57.1' }),
      edge('agent', 'uses-model', 'model'),
      edge('agent', 'connects-to', 'mail'),
      edge('agent', 'retrieves-from', 'letters'),
      edge('app', 'holds', 'secret'),
      edge('entry', 'routes-to', 'agent'),
      edge('entry', 'exposed-to', 'internet'),
      edge('other', 'loads', 'weights'),
    ],
    checks: [
      { id: 'endpoint-weak-auth', pass: 0, fail: 1, unknown: 0 },
      { id: 'storage-public', pass: 1, fail: 1, unknown: 1 },
    ],
    findings: [
      finding,
      {
        ...finding,
        id: 'f-accepted',
        check: 'storage-public',
        severity: 'low',
        asset: 'a-letters',
        title: 'letters is public',
        paths: [],
        evidence: [{ target: 'books', field: 'Acl', detail: 'public-read' }],
        suppressed: { reason: 'The press kit', until: '2099-12-31' },
      },
      { ...finding, id: 'f-unknown', check: 'storage-public', severity: 'info', status: 'unknown', asset: 'a-letters', title: 'not known' },
    ],
    paths: [
      {
        id: 'p-way',
        kind: 'over-privileged-agent',
        title: 'A stranger makes the agent send letters away',
        severity: 'critical',
        score: { ...SCORE, value: 57.2 },
        entry: 'a-internet',
        effect: 'a-mail',
        steps: [
          { asset: 'a-internet', saying: 'A stranger starts here.', evidence: [] },
          {
            asset: 'a-entry',
            attack: 'exposes',
            saying: 'The entry answers anybody.',
            evidence: [{ target: 'books', file: 'app/web.py', line: 9, detail: '@app.post' }],
          },
          {
            asset: 'a-agent',
            attack: 'steers',
            saying: 'The agent obeys.',
            evidence: [{ target: 'books', file: 'app/a gent.py', line: 7, detail: 'Agent(' }],
          },
          { asset: 'a-mail', attack: 'sends-out', saying: 'The letters leave.', evidence: [] },
        ],
        fixes: [{ text: 'Ask a person before mail is sent.', cuts: ['e-agent-connects-to-mail'], closes: 1 }],
        chokePoints: ['a-agent'],
      },
    ],
    coverage: [
      { target: 'books', file: 'app/big.json', what: 'files', status: 'too-large', reason: '9 MB.' },
      { target: 'books', what: '.go', status: 'unsupported', reason: '3 .go files.' },
      { target: 'books', what: 'files', status: 'read', reason: '12 files, 0.1 MB.' },
    ],
  };
}
