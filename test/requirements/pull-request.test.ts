import { describe, expect, it } from 'vitest';
import type { Diff } from '../../src/core/diff.ts';
import { inPlace, type Place } from '../pharos.ts';

/** What stands on main: an assistant for the ferry desk, known to the register. */
const MAIN: Record<string, string> = {
  'pharos.yaml': `annotations:
  - match: { file: 'desk/**' }
    owner: ferry-desk
    purpose: Answers questions on timetables
approvals:
  - match: { kind: application, name: ferry-desk }
    by: ai-board
    until: 2099-01-01
`,
  'desk/pyproject.toml': '[project]\nname = "ferry-desk"\ndependencies = ["openai==1.99.0"]\n',
  'desk/answer.py': `from openai import OpenAI

client = OpenAI()


def answer(question: str) -> str:
    reply = client.responses.create(model="gpt-4.1-mini-2025-04-14", input=question)
    return reply.output_text
`,
};

/** The feature of a pull request, added in a hurry: an index beside the service and an encoder that brings code. */
const FEATURE: Record<string, string> = {
  'desk/pyproject.toml': '[project]\nname = "ferry-desk"\ndependencies = ["openai==1.99.0", "chromadb>=0.5", "sentence-transformers>=5"]\n',
  'desk/similar.py': `import chromadb
from sentence_transformers import SentenceTransformer

encoder = SentenceTransformer("nomic-ai/nomic-embed-text-v1.5", trust_remote_code=True)
letters = chromadb.PersistentClient(path="/var/lib/letters").get_or_create_collection("passenger_letters")


def similar(question: str) -> list[str]:
    found = letters.query(query_embeddings=encoder.encode([question]).tolist(), n_results=3)
    return found["documents"][0]
`,
  'desk/answer.py': `from openai import OpenAI

from similar import similar

client = OpenAI()


def answer(question: str) -> str:
    context = "\\n".join(similar(question))
    reply = client.responses.create(model="gpt-4.1-mini-2025-04-14", input=[{"role": "user", "content": context + question}])
    return reply.output_text
`,
};

async function scanned({ pharos, write }: Place, name: 'base' | 'branch' | 'calm', files: Record<string, string>): Promise<void> {
  write(Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])));
  const ran = await pharos('scan', name, '--name', 'ferries', '--no-store', '--json', '-o', `${name}.json`, '--fail-on', 'never');
  if (ran.code !== 0) throw new Error(ran.stderr);
}

const branch = { ...MAIN, ...FEATURE };

describe('SCN-15 a hastily added feature brings an uninventoried vector store and libraries', () => {
  it('the diff of the pull request tells each, who uses it, that no register knows it, and what is wrong with it', () =>
    inPlace({}, async (place) => {
      await scanned(place, 'base', MAIN);
      await scanned(place, 'branch', branch);
      const diff = (await place.pharos('diff', 'base.json', 'branch.json', '--json')).json<Diff>();
      expect(
        diff.introduced.map(({ what, registration, usedBy, evidence }) => [
          what,
          registration,
          usedBy,
          `${evidence[0]?.file}:${evidence[0]?.line}`,
        ]),
      ).toEqual([
        ['provider huggingface', 'unregistered', expect.anything(), 'desk/similar.py:4'],
        ['vector store passenger_letters (chroma)', 'unregistered', ['ferry-desk'], 'desk/similar.py:5'],
        ['model nomic-ai/nomic-embed-text-v1.5 (embedding)', 'unregistered', ['ferry-desk'], 'desk/similar.py:4'],
        ['library chromadb (vector client)', 'unregistered', ['ferry-desk'], 'desk/pyproject.toml:3'],
        ['library sentence-transformers (training)', 'unregistered', ['ferry-desk'], 'desk/pyproject.toml:3'],
      ]);
      expect(diff.findings.added.filter(({ status }) => status === 'fail').map(({ check }) => check)).toContain('remote-code-trusted');
      const { stdout } = await place.pharos('diff', 'base.json', 'branch.json');
      expect(stdout).toContain('New AI parts: 5, 5 of them not approved: decide before merging');
      expect(stdout).toMatch(/! vector store passenger_letters \(chroma\), used by ferry-desk\s+desk\/similar\.py:5/);
      expect(stdout).toMatch(/unregistered: pharos\.yaml holds no approval of it, ferry-desk answers for it/);
      expect(stdout).toMatch(/\+ new\s+■ medium {1,2}SentenceTransformer runs the code that nomic-ai\/nomic-embed-text-v1\.5\s+brings/);
    }));

  it('a scan of the branch against the base says the same in the terminal and in SARIF', () =>
    inPlace({}, async (place) => {
      await scanned(place, 'base', MAIN);
      await scanned(place, 'branch', branch);
      const against = ['scan', 'branch', '--name', 'ferries', '--no-store', '--baseline', 'base.json', '--fail-on', 'never'];
      const { stdout } = await place.pharos(...against);
      expect(stdout).toContain('New AI parts: 5, 5 of them not approved');
      expect(stdout).toMatch(/library chromadb \(vector client\), used by ferry-desk/);
      const sarif = (await place.pharos(...against, '--format', 'sarif')).json<{
        runs: { results: { ruleId: string; kind: string; baselineState: string; message: { text: string } }[] }[];
      }>();
      const results = sarif.runs[0]!.results;
      expect(
        results
          .filter(({ kind }) => kind === 'review')
          .map(({ ruleId, baselineState, message }) => [ruleId, baselineState, message.text.split(',')[0]]),
      ).toEqual(
        expect.arrayContaining([
          ['ai-introduced', 'new', 'New: vector store passenger_letters (chroma)'],
          ['ai-introduced', 'new', 'New: library chromadb (vector client)'],
        ]),
      );
      expect(results.filter(({ ruleId }) => ruleId === 'remote-code-trusted').map(({ baselineState }) => baselineState)).toEqual(['new']);
    }));

  it('says what is approved, and nothing where the change brings nothing', () =>
    inPlace({}, async (place) => {
      await scanned(place, 'base', MAIN);
      const register = `${MAIN['pharos.yaml']}  - match: { kind: vector-store, name: passenger_letters }
    by: ai-board
    until: 2099-01-01
sanctioned:
  models: ['gpt-*']
  providers: [openai, huggingface]
`;
      await scanned(place, 'branch', { ...branch, 'pharos.yaml': register });
      const { introduced } = (await place.pharos('diff', 'base.json', 'branch.json', '--json')).json<Diff>();
      expect(introduced.map(({ name, registration }) => `${name} ${registration}`)).toEqual([
        'chromadb unregistered',
        'sentence-transformers unregistered',
        'nomic-ai/nomic-embed-text-v1.5 not-sanctioned',
        'huggingface sanctioned',
        'passenger_letters approved',
      ]);
      await scanned(place, 'calm', { ...MAIN, 'desk/answer.py': `# Reviewed.\n${MAIN['desk/answer.py']!}` });
      expect((await place.pharos('diff', 'base.json', 'calm.json')).stdout).not.toContain('New AI parts');
    }));
});
