import { strongKey } from '../../../core/keys.ts';
import type { AssetReference, EdgeObservation, Observations } from '../../../core/observation.ts';
import { matchAiHost } from '../../../recognizers/ai-hosts/match.ts';
import { aiLibrary, libraryPurl, makesAiApplication } from '../../../recognizers/ai-libraries/recognize.ts';
import { applicationFolder, applicationIdentity } from '../../application.ts';
import { createEmitter } from '../../code/emit.ts';
import { defineDetector, type Linking } from '../../detector.ts';
import { notebookKey } from '../../notebook/identity.ts';
import { type NotebookFacts, readNotebookFile } from './facts.ts';

/**
 * Jupyter notebooks: what magics and shell lines install, fetch and call, and the secrets in cells and outputs. What the Python
 * of the cells does is told by the code front end of the same notebook asset, keyed by its path. Properties: `form` (document),
 * `format`, `language`, `kernel`, `cells`, `codeCells`, `variables` (set by %env). Edges depends-on carry `version`, `range`,
 * `pinned`, `pinnedBy`, `source` as those of applications do. A notebook without AI stays silent.
 */
export default defineDetector<NotebookFacts>({
  id: 'notebook',
  version: 2,
  title: 'Notebooks: installed libraries, fetched models, secrets in cells and outputs',
  reads: { files: ['*.ipynb'] },
  emits: ['notebook', 'library', 'model', 'provider', 'depends-on', 'uses-model', 'loads', 'provided-by', 'holds', 'contains'],
  facts: readNotebookFile,
  link,
});

function link(linking: Linking<NotebookFacts>): Observations {
  const emitter = createEmitter(linking);
  const { observations } = emitter;
  for (const [file, facts] of linking.files) {
    if (facts.cut !== undefined && facts.cells > 0)
      linking.cover({ file, status: 'partial', reason: `Not all of the notebook was read: ${facts.cut}.` });
    oneNotebook(file, facts, linking, emitter);
  }
  return observations;
}

function oneNotebook(file: string, facts: NotebookFacts, linking: Linking<NotebookFacts>, emitter: ReturnType<typeof createEmitter>): void {
  const { target, paths, evidence } = linking;
  const { observations } = emitter;
  const key = notebookKey(target, file);
  const from: AssetReference = { kind: 'notebook', key: key.key };
  const edges: EdgeObservation[] = [];
  /** Why it is a notebook that uses AI, first of all where. */
  const reasons: EdgeObservation['evidence'] = [];
  for (const { ecosystem, name, resembles, version, range, source, line, cell } of facts.installs) {
    const library = aiLibrary(ecosystem, name);
    if (!library && resembles === undefined) continue;
    const seen = [evidence(file, line, `installs ${name}${range ?? ''} in cell ${cell}`)];
    if (!library || makesAiApplication(library.role)) reasons.push(...seen);
    observations.assets.push({
      kind: 'library',
      name,
      keys: [strongKey('purl', libraryPurl(ecosystem, name))],
      properties: { ...(library ? { role: library.role } : {}), ecosystem, ...(resembles ? { resembles } : {}) },
      evidence: seen,
      confidence: 0.95,
    });
    const properties = {
      version,
      range,
      scope: 'runtime',
      direct: true,
      pinned: version !== undefined,
      ...(version === undefined ? {} : { pinnedBy: 'version' }),
      source,
    };
    edges.push({
      from,
      to: { kind: 'library', key: `purl:${libraryPurl(ecosystem, name)}` },
      kind: 'depends-on',
      strength: 'stated',
      properties,
      evidence: seen,
    });
  }
  for (const { text, provider, fetched, how, line, cell } of facts.models) {
    const seen = evidence(file, line, `${fetched ? `model ${text} ${how}` : `asks ${text} (${how})`} in cell ${cell}`);
    const served = provider ?? matchAiHost(how)?.provider;
    const model = emitter.model(text, served === undefined ? {} : { provider: served }, seen);
    if (!model) continue;
    reasons.push(seen);
    edges.push({ from, to: model, kind: fetched ? 'loads' : 'uses-model', strength: 'stated', evidence: [seen] });
  }
  for (const { host, line, cell } of facts.hosts) {
    const found = matchAiHost(host);
    if (found?.provider === undefined || found.evidence === 'weak') continue;
    const seen = evidence(file, line, `calls ${host} in cell ${cell}`);
    reasons.push(seen);
    emitter.provider(found.provider, seen);
  }
  for (const { fingerprint, ai, line, where } of facts.secrets) {
    const seen = evidence(file, line, `secret in ${where}`);
    if (ai) reasons.push(seen);
    edges.push({
      from,
      to: { kind: 'secret', key: `secret:${fingerprint}` },
      kind: 'holds',
      strength: 'stated',
      properties: { where },
      evidence: [seen],
      optional: true,
    });
  }
  const { format, language, kernel, cells, codeCells, variables } = facts;
  observations.assets.push({
    kind: 'notebook',
    name: file,
    keys: [key],
    properties: { form: 'document', format, language, kernel, cells, codeCells, ...(variables.length > 0 ? { variables } : {}) },
    evidence: reasons.length > 0 ? reasons.slice(0, 20) : [evidence(file, 1, `notebook of ${cells} cells`)],
    confidence: 0.95,
    // Its own signs, or what the code front end sees in its cells, make it one that uses AI.
    ...(reasons.length > 0 ? {} : { optional: true }),
  });
  observations.edges.push(...edges.map((edge) => (reasons.length > 0 ? edge : { ...edge, optional: true })));
  const application = applicationIdentity(target, applicationFolder(file, paths)).key;
  observations.edges.push({
    from: { kind: 'application', key: application },
    to: from,
    kind: 'contains',
    strength: 'stated',
    evidence: [evidence(file, 1, 'stands in its folder')],
    optional: true,
  });
}
