/** What `pharos new` writes: modules that work as they are, each with a case that fires and a twin that stays silent. */
export interface Template {
  /** Relative to the source tree, without the name's own folder where the kind has one. */
  folder: string;
  files: Record<string, string>;
  /** The file to open first. */
  first: string;
  /** What the parts of the first file are for. */
  next: string;
}

export const SCAFFOLDS: Record<string, (name: string) => Template> = {
  detector: (name) => ({
    folder: `src/discovery/detectors/${name}`,
    first: 'detector.ts',
    files: { 'detector.ts': detector(name), 'cases.ts': detectorCases(name) },
    next: '`reads` says which files and a word they must hold, `facts` reads one file, `link` joins all of them into assets with strong keys',
  }),
  knowledge: (name) => ({
    folder: 'src/discovery/knowledge',
    first: `${name}.yaml`,
    files: { [`${name}.yaml`]: knowledge(name) },
    next: '`library` names the package and its documentation, `modules` what code imports, `calls` the qualified names of its API',
  }),
  check: (name) => ({
    folder: `src/posture/checks/${name}`,
    first: 'check.ts',
    files: { 'check.ts': check(name), 'cases.ts': checkCases() },
    next: '`judge` answers pass, fail, unknown, or undefined where the question does not apply; `frameworks` names controls of src/governance/frameworks/catalog.json',
  }),
  path: (name) => ({
    folder: `src/posture/paths/${name}`,
    first: 'path.ts',
    files: { 'path.ts': path(name), 'cases.ts': pathCases() },
    next: '`find` says where it starts, which edges are progress and what is lost; each fix names the edges that are gone afterwards',
  }),
};

/** `jupyter-hub` → `Jupyter hub`. */
function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function detector(name: string): string {
  return `import { defineDetector } from '../../detector.ts';
import { modelAsset } from '../../model.ts';

interface Facts {
  model: string;
  line: number;
}

/** Say here what it reads, and where the format is described. */
export default defineDetector<Facts>({
  id: '${name}',
  version: 1,
  title: '${titleOf(name)}: models named in ${name}.json',
  reads: { files: ['${name}.json'], contains: /"model"/, maxBytes: 1024 * 1024 },
  emits: ['model'],
  facts({ text }) {
    const found = parsed(text);
    if (typeof found !== 'object' || found === null) return undefined;
    const { model } = found as { model?: unknown };
    if (typeof model !== 'string' || model === '' || model.length > 200) return undefined;
    const line = text.split('\\n').findIndex((one) => one.includes('"model"')) + 1;
    return { model, line: Math.max(1, line) };
  },
  link({ files, evidence }) {
    // A helper gives the key that every other detector gives the same model, so they become one; no name of a model, no asset.
    const seen = [...files].map(([path, { model, line }]) => modelAsset(model, {}, [evidence(path, line, \`model \${model}\`)]));
    return { assets: seen.filter((asset) => asset !== undefined), edges: [] };
  },
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON names nothing.
    return undefined;
  }
}
`;
}

function detectorCases(name: string): string {
  return `import type { DetectorCase } from '../../detector.ts';

export default [
  {
    name: 'the model of a configuration',
    files: { 'service/${name}.json': '{\\n  "model": "gpt-4.1-mini"\\n}\\n' },
    expect: [{ kind: 'model', name: 'gpt-4.1-mini', file: 'service/${name}.json', line: 2 }],
  },
  {
    name: 'the model that code names as well is one',
    files: {
      'service/${name}.json': '{ "model": "gpt-4.1-mini" }\\n',
      'service/app.py': "from openai import OpenAI\\nOpenAI().responses.create(model='gpt-4.1-mini', input='hello')\\n",
    },
    expect: [{ kind: 'model', name: 'gpt-4.1-mini', properties: { provider: 'openai' } }],
  },
  {
    name: 'a configuration without a model stays silent',
    files: { '${name}.json': '{ "note": "the \\\\"model\\\\" railway" }\\n' },
    expect: [],
  },
] satisfies DetectorCase[];
`;
}

function knowledge(name: string): string {
  const module = name.replaceAll('-', '_');
  return `library: { name: ${name}, ecosystem: pypi, role: sdk, source: https://example.org/replace-by-its-documentation }
modules: [${module}]
calls:
  ${module}.Client: {}
  ${module}.Client.ask:
    emits: model
    name: { argument: model }
    task: chat
cases:
  - name: the model of a call
    files: { app.py: "from ${module} import Client\\nclient = Client()\\nclient.ask(model='gpt-4.1-mini', text='hello')" }
    expect: [{ kind: model, name: gpt-4.1-mini, file: app.py, line: 3 }]
  - name: a class of the same name from elsewhere stays silent
    files: { app.py: "class Client:\\n    def ask(self, **given): ...\\nClient().ask(model='gpt-4.1-mini', text='hello')" }
    expect: []
`;
}

function check(name: string): string {
  return `import { defineCheck } from '../../check.ts';
import { textOf } from '../../view.ts';

/** Say here which fault this is, and why it matters; this one asks whether an AI entry stands under a debug path. */
export default defineCheck({
  id: '${name}',
  title: '${titleOf(name)} is asked here',
  severity: 'medium',
  applies: 'ai-endpoint',
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM02' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI03' },
  ],
  judge(entry) {
    const path = textOf(entry, 'path');
    if (path === undefined) return { status: 'unknown', saw: \`The path of \${entry.name} could not be read.\` };
    if (!path.startsWith('/debug')) return { status: 'pass' };
    return {
      status: 'fail',
      title: \`\${entry.name} is a way around what guards the others\`,
      saw: \`\${entry.name} stands under a debug path.\`,
      why: 'Entries for debugging are seldom guarded as the real ones are, and are forgotten.',
      fix: { text: \`Take \${entry.name} out of what is deployed.\` },
      verify: 'A call to it answers 404, and the next scan passes.',
      evidence: entry.evidence,
      exploitability: 'public-technique',
      reachability: 'internal',
    };
  },
});
`;
}

function checkCases(): string {
  const app = (path: string): string =>
    `"from fastapi import FastAPI\\nfrom openai import OpenAI\\n\\napp = FastAPI()\\n\\n\\n@app.post('${path}')\\ndef ask(text: str):\\n    return OpenAI().chat.completions.create(model='gpt-4.1-mini', messages=[{'role': 'user', 'content': text}])\\n"`;
  return `import type { CheckCase } from '../../check.ts';

export default [
  {
    name: 'an entry under a debug path',
    files: { 'app.py': ${app('/debug/ask')} },
    expect: [{ file: 'app.py', asset: 'POST /debug/ask' }],
  },
  {
    name: 'an ordinary entry',
    files: { 'app.py': ${app('/ask')} },
    expect: [],
  },
] satisfies CheckCase[];
`;
}

function path(name: string): string {
  return `import { definePath } from '../../path.ts';

/** Say here how the attacker goes; this one follows an agent's tool to the service it calls. */
export default definePath({
  id: '${name}',
  title: '${titleOf(name)}',
  severity: 'medium',
  frameworks: [{ framework: 'owasp-agentic', edition: '2026', control: 'ASI02' }],
  find({ view }) {
    return view.ofKind('agent').flatMap((agent) =>
      view.out(agent, 'calls-tool').flatMap((call) =>
        view
          .out(call.to, 'connects-to')
          .filter((link) => link.to.kind === 'service')
          .map((link) => ({
            title: \`Who steers \${agent.name} decides what \${call.to.name} asks of \${link.to.name}.\`,
            steps: [
              { asset: agent, edges: [], saying: \`\${agent.name} follows what it reads.\`, evidence: agent.evidence },
              { asset: call.to, attack: 'invokes' as const, edges: [call.index], saying: \`It calls \${call.to.name}.\`, evidence: view.evidence(call) },
              { asset: link.to, attack: 'reaches' as const, edges: [link.index], saying: \`\${call.to.name} calls \${link.to.name}.\`, evidence: view.evidence(link) },
            ],
            pivots: [call.to],
            exploitability: 'public-technique' as const,
            reachability: 'internal' as const,
            harms: [link.to],
            fixes: [{ text: \`Ask a person before \${call.to.name} acts.\`, cuts: [call.index], cost: 1 as const }],
            confidence: Math.min(agent.confidence, call.to.confidence, link.to.confidence),
          })),
      ),
    );
  },
});
`;
}

function pathCases(): string {
  const app = (body: string): string =>
    `"import requests\\nfrom agents import Agent, function_tool\\n\\n\\n@function_tool\\ndef look_up(number: str) -> str:\\n    ${body}\\n\\n\\ndesk = Agent(name='desk', tools=[look_up])\\n"`;
  return `import type { PathCase } from '../../path.ts';

export default [
  {
    name: 'a tool that calls a service',
    files: { 'app.py': ${app("return requests.get('https://parcels.example/v1/' + number).text")} },
    expect: [
      [
        ['agent', 'desk'],
        ['tool', 'look_up'],
        ['service', 'parcels.example'],
      ],
    ],
  },
  {
    name: 'a tool that calls nothing',
    files: { 'app.py': ${app('return number.strip()')} },
    expect: [],
  },
] satisfies PathCase[];
`;
}
