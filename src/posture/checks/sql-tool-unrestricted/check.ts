import { outsideReader, effectsOf } from '../../agents.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { textOf, type View } from '../../view.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { listed } from '../../wording.ts';

/**
 * A tool whose statement the model writes, whole or in part: it reads and changes whatever the connection may. Values bound as parameters
 * are how it should be. That an agent reads outsiders' text and sends things out beside it is told by the trifecta.
 */
export default defineCheck({
  id: 'sql-tool-unrestricted',
  title: 'Tool sends SQL to the database that the model writes',
  severity: 'medium',
  applies: ['tool', 'agent'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM03' },
    { framework: 'owasp-llm', edition: '2026', control: 'LLM10' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI02' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0053' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0028' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-10' },
  ],
  judge(tool, view): Judgement | undefined {
    if (tool.kind === 'agent') return tool.properties['writesSql'] === true && !hasSqlTool(tool, view) ? ownAgent(tool, view) : undefined;
    const all = effectsOf(tool).filter(({ how }) => how === 'sql' || how === 'cypher');
    if (all.length === 0) return undefined;
    // A tool of a library has no argument of its own to look at: sending what the model writes is what it is for.
    const written = all.filter(
      ({ target, file, line }) =>
        target === 'model-chosen' || (target === 'unknown' && tool.evidence.some((one) => one.file === file && one.line === line)),
    );
    if (written.length === 0) return { status: 'pass' };
    const calls = view.into(tool, 'calls-tool');
    const gated =
      textOf(tool, 'approval') === 'always' || (calls.length > 0 && calls.every((link) => view.properties(link)['approval'] === 'always'));
    const agents = calls.map((link) => link.from).filter((asset) => asset.kind === 'agent');
    const reader = readerOf(agents, view);
    const target = tool.evidence[0]?.target ?? '';
    const stores = [...new Set(view.out(tool, 'connects-to').map((link) => link.to.name))];
    const reads = written.every(({ access }) => access === 'read');
    return {
      status: 'fail',
      severity: gated ? 'low' : reader ? 'high' : 'medium',
      title: `The model writes the SQL that ${tool.name} sends${stores.length > 0 ? ` to ${listed(stores)}` : ''}`,
      saw: `${tool.name} sends text of the model to the database as a statement (${listed(written.map(({ detail, how }) => detail ?? how ?? 'sql'))})${agents.length > 0 ? `; ${listed(agents.map(({ name }) => name))} can call it` : ''}${reader ? ` and ${reader.name} reads what outsiders wrote` : ''}${gated ? '. A person is asked first' : ''}.`,
      why: `One sentence in ${reader ? 'what outsiders wrote' : 'a prompt'} decides which tables are read${reads ? '' : ', changed or dropped'}, with everything the connection may do.`,
      fix: FIX,
      verify: `A prompt that asks ${tool.name} for \`DROP TABLE x\` or another customer's rows gets an error of the database, and the next scan passes.`,
      evidence: [
        ...written
          .filter((effect) => effect.file !== undefined)
          .map((effect) => ({
            target,
            file: effect.file!,
            ...(effect.line === undefined ? {} : { line: effect.line }),
            detail: effect.detail ?? 'sends SQL of the model',
          })),
        ...tool.evidence.slice(0, 1),
      ],
      exploitability: 'public-technique',
      reachability: reader ? 'third-party' : 'internal',
      ...(gated ? { control: 'partial' as const } : {}),
    };
  },
});

function readerOf(agents: readonly Asset[], view: View): Asset | undefined {
  return agents.map((agent) => outsideReader(agent, view)).find((one) => one !== undefined);
}

const FIX = {
  text: 'Give the model tools for the questions it is for, with values bound as parameters. Where it has to write the statement, run it as a user that may only read views made for it, with a limit of rows and time.',
  patch: 'db.execute("SELECT day, doctor FROM appointment WHERE patient = ?", (patient_id,))',
};

function hasSqlTool(agent: Asset, view: View): boolean {
  return view.out(agent, 'calls-tool').some((link) => effectsOf(link.to).some(({ how }) => how === 'sql'));
}

/** An agent of a library that is made to write SQL: its tools come with it. */
function ownAgent(agent: Asset, view: View): Judgement {
  const reader = outsideReader(agent, view);
  return {
    status: 'fail',
    severity: reader ? 'high' : 'medium',
    title: `${agent.name} writes the SQL that is sent to the database`,
    saw: `${agent.name} is an agent that writes SQL and sends it with the rights of its connection${reader ? `; ${reader.name} reads what outsiders wrote` : ''}.`,
    why: `One sentence in ${reader ? 'what outsiders wrote' : 'a prompt'} decides which tables are read, changed or dropped, with everything the connection may do.`,
    fix: FIX,
    verify: `A prompt that asks ${agent.name} for \`DROP TABLE x\` gets an error of the database, and the next scan passes.`,
    evidence: agent.evidence.slice(0, 2),
    exploitability: 'public-technique',
    reachability: reader ? 'third-party' : 'internal',
  };
}
