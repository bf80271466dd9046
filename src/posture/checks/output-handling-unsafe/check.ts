import type { Severity } from '../../../core/finding.ts';
import type { Asset } from '../../../core/snapshot.ts';
import { defineCheck, type Judgement } from '../../check.ts';
import { type Placed, placedOf } from '../../placed.ts';
import type { View } from '../../view.ts';
import { listed, said } from '../../wording.ts';

/** One place where an answer of a model is used, as discovery tells it (`outputUses` of the application or notebook). */
interface OutputUse extends Placed {
  use: string;
  call: string;
  source: string;
  sourceFile: string;
  sourceLine: number;
  joined?: boolean;
  checked?: boolean;
  /** The tool whose argument it is. */
  tool?: string;
  shaped?: boolean;
  entries?: string[];
}

/**
 * An answer of a model that is run, sent to a database, put into a page, taken as a path or loaded as it is. One finding a place.
 * A tool that runs what the model writes has its own check: the same line is not told twice.
 */
export default defineCheck({
  id: 'output-handling-unsafe',
  title: 'Answer of a model is used as code, query, page or path',
  severity: 'medium',
  applies: ['application', 'notebook'],
  frameworks: [
    { framework: 'owasp-llm', edition: '2026', control: 'LLM10' },
    { framework: 'owasp-agentic', edition: '2026', control: 'ASI05' },
    { framework: 'nist-ai-rmf', edition: '1.0', control: 'MEASURE 2.7' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.T0050' },
    { framework: 'mitre-atlas', edition: '2026.09', control: 'AML.M0033' },
    { framework: 'csa-aicm', edition: '1.1.1', control: 'AIS-10' },
  ],
  judge(owner, view): Judgement[] | Judgement | undefined {
    const uses = placedOf<OutputUse>(owner, 'outputUses', ({ use, call }) => `${use} ${call}`);
    if (uses.length === 0) return undefined;
    const told = toldByTools(view);
    const open = uses.filter(({ entry: { use, file, line } }) => !((use === 'code' || use === 'shell') && told.has(`${file}:${line}`)));
    return open.length === 0 ? undefined : open.map(({ entry, locus }) => fault(owner, entry, locus, view));
  },
});

/** Lines that the check on tools tells of. */
function toldByTools(view: View): Set<string> {
  const out = new Set<string>();
  for (const tool of [...view.ofKind('tool'), ...view.ofKind('agent'), ...view.ofKind('mcp-server')]) {
    const { effects } = tool.properties;
    for (const effect of Array.isArray(effects) ? (effects as { capabilities?: string[]; file?: string; line?: number }[]) : [])
      if (effect.capabilities?.includes('code-execution')) out.add(`${effect.file}:${effect.line}`);
  }
  return out;
}

function fault(owner: Asset, one: OutputUse, locus: string, view: View): Judgement {
  const means = MEANS[one.use] ?? MEANS['code']!;
  const entries = entriesOf(owner, one.entries ?? [], view);
  const target = owner.evidence[0]?.target ?? '';
  const where = `${one.file}:${one.line}`;
  const from = one.entries ?? [];
  return {
    status: 'fail',
    locus,
    severity: weightOf(one, from.length > 0),
    title: one.tool === undefined ? `${one.call} ${means.takes} a model's answer` : `${said(one.tool)} ${means.takes} the model's choice`,
    saw: `At ${where}, ${one.call} ${means.takes} ${one.tool === undefined ? 'text from ' : ''}the ${one.source} at ${one.sourceFile}:${one.sourceLine}${one.joined ? ', put into other text' : ''}${one.shaped ? ', held to a schema, which says nothing of what the text does' : ''}${one.checked ? '. It is looked at on the way; nothing limits it to a list' : ''}.${from.length > 0 ? ` ${listed(from)} leads there.` : ''}`,
    why: `${from.length > 0 ? 'Whoever writes to it' : 'Whoever gets a sentence into what the model reads'} decides what the answer says, and so ${means.harm}.`,
    fix: { text: means.fix, patch: means.patch },
    verify: `Make the model answer with ${means.probe}: it is shown or refused as text, and the next scan no longer tells of ${one.file}.`,
    evidence: [
      { target, file: one.file, line: one.line, detail: `${one.call} ${means.takes} the answer` },
      { target, file: one.sourceFile, line: one.sourceLine, detail: one.source },
    ],
    ...(one.checked || one.shaped ? { confidence: 0.7 } : {}),
    exploitability: 'public-technique',
    reachability: from.length > 0 ? 'third-party' : 'internal',
    ...(one.checked ? { control: 'partial' as const } : {}),
    ...(entries.length > 0 ? { harms: [owner, ...entries] } : {}),
  };
}

function entriesOf(owner: Asset, names: readonly string[], view: View): Asset[] {
  return view
    .out(owner, 'contains')
    .map((link) => link.to)
    .filter((asset) => asset.kind === 'ai-endpoint' && names.includes(asset.name));
}

/** What runs code or statements behind an entry of ours is high; shown markup and paths less; a check on the way takes a step. */
function weightOf({ use, checked, tool }: OutputUse, entered: boolean): Severity {
  if (tool !== undefined) return 'medium';
  const runs = use === 'code' || use === 'shell' || use === 'load';
  if (runs) return entered ? (checked ? 'medium' : 'high') : checked ? 'low' : 'medium';
  if (use === 'sql') return checked ? 'low' : entered ? 'high' : 'medium';
  return entered && !checked ? 'medium' : 'low';
}

interface Means {
  takes: string;
  harm: string;
  fix: string;
  patch: string;
  probe: string;
}

const MEANS: Readonly<Record<string, Means>> = {
  code: {
    takes: 'runs',
    harm: 'runs code with the rights and secrets of this process',
    fix: 'Ask the model for data instead of code: a JSON object held to a schema, whose fields choose among functions of yours. Where code is the point, run it in a container or microVM without network, secrets and home folder.',
    patch:
      'plan = Plan.model_validate_json(answer)  # operation: Literal["add", "mean"], values: list[float]\nresult = OPERATIONS[plan.operation](plan.values)',
    probe: '`__import__("os").getcwd()`',
  },
  shell: {
    takes: 'starts',
    harm: 'runs commands on this machine',
    fix: 'Let the model choose among commands you name, pass what it says as single arguments without a shell, and refuse what is not on the list.',
    patch:
      'if name not in COMMANDS:\n    raise ValueError(name)\nsubprocess.run([*COMMANDS[name], "--", argument], shell=False, check=True)',
    probe: '`id; env`',
  },
  sql: {
    takes: 'sends to the database',
    harm: 'reads and changes whatever the connection may',
    fix: 'Bind values as parameters and take names from a list. Where the model has to write the statement, run it on a connection that may only read a view made for it, with a limit of rows and time.',
    patch: 'cursor.execute("SELECT total FROM orders WHERE customer = %s", (answer.customer,))',
    probe: "`x' OR 1=1 --`",
  },
  html: {
    takes: 'shows as markup',
    harm: "puts scripts and forms into the page of the next reader, with that reader's session",
    fix: 'Show it as text, or clean the markup after it was rendered and before it is shown; a content security policy is the second line.',
    patch:
      'return HTMLResponse(f"<p>{html.escape(answer)}</p>")   # in the browser: element.textContent = answer, or DOMPurify.sanitize(markup)',
    probe: '`<img src=x onerror=alert(1)>`',
  },
  path: {
    takes: 'writes or deletes at a path from',
    harm: 'writes or deletes files elsewhere than meant',
    fix: 'Make the name yourself, or take the last part of it only and check that the whole path stays inside one folder.',
    patch: 'path = (FOLDER / Path(name).name).resolve()\nif not path.is_relative_to(FOLDER):\n    raise ValueError(name)',
    probe: '`/tmp/elsewhere`',
  },
  read: {
    takes: 'reads files at a path from',
    harm: 'reads settings, keys and files of others into the conversation',
    fix: 'Take the last part of the name only, or check that the whole path stays inside one folder.',
    patch: 'path = (FOLDER / Path(name).name).resolve()\nif not path.is_relative_to(FOLDER):\n    raise ValueError(name)',
    probe: '`/proc/self/environ`',
  },
  load: {
    takes: 'deserialises',
    harm: 'makes objects that run code while they are read',
    fix: 'Ask for JSON, read it with a JSON parser and hold it to a schema.',
    patch: 'data = Answer.model_validate_json(answer)   # or yaml.safe_load(answer)',
    probe: '`!!python/object/apply:os.getcwd []`',
  },
};
