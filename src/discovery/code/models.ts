import { own as entry } from '../../core/table.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { AssetReference } from '../../core/observation.ts';
import { COLON_PREFIXES, ROUTER_PREFIXES } from '../../recognizers/model-names/prefixes.ts';
import { evidenceAt, type Linked, makes, secretsIn, shown, taken, valueHereOrOn } from './linked.ts';
import { optionsOf, type Text, textsOf, UNKNOWN, type Value, variablesOf } from './value.ts';
import { isGiven, type Use, valueAt } from './visit.ts';

/** Every use that names a model. A model given as an object of another library waits until that one is known. */
export function emitModels(linked: Linked): void {
  const late: Use[] = [];
  for (const use of linked.visited.uses) {
    if (use.known.rule.emits !== 'model' || isOtherRepository(linked, use)) continue;
    if (optionsOf(nameOf(linked, use)).some(({ v }) => v === 'instance' || v === 'made')) late.push(use);
    else emitModel(linked, use);
  }
  for (const use of late) emitModel(linked, use);
  // What a model is bound to tools or options with is still that model.
  for (const { known, call, on } of linked.visited.uses) {
    if (call && on && known.rule.emits === undefined && known.rule.implicitAgent)
      makes(
        linked,
        call,
        (linked.made.get(on.call) ?? []).filter(({ kind }) => kind === 'model'),
      );
  }
}

/** The hub serves data sets and spaces by the same calls: `hf_hub_download(name, file, repo_type="dataset")`. */
function isOtherRepository({ program }: Linked, use: Use): boolean {
  const kind = use.call?.k.some(([keyword]) => keyword === 'repo_type') && valueAt(program, use.call, use.scope, { argument: 'repo_type' });
  return kind ? textsOf(kind).some(({ text }) => text === 'dataset' || text === 'space') : false;
}

function nameOf(linked: Linked, use: Use): Value {
  const { name } = use.known.rule;
  if (!name) return UNKNOWN;
  if (name.attribute === undefined) return valueAt(linked.program, use.call, use.scope, name);
  const of = use.of ? linked.program.evaluate({ t: 'class', d: use.of, l: use.line }, use.scope) : UNKNOWN;
  return of.v === 'class' ? linked.program.member(of, name.attribute) : UNKNOWN;
}

function emitModel(linked: Linked, use: Use): void {
  const { emitter, linking } = linked;
  const { rule } = use.known;
  const value = nameOf(linked, use);
  const texts = textsOf(value);
  const given = optionsOf(value)
    .flatMap((option) => (option.v === 'instance' || (option.v === 'made' && option.call) ? (linked.made.get(option.call!) ?? []) : []))
    .filter(({ kind }) => kind === 'model');
  const defaults =
    rule.name?.default !== undefined && (!use.call || !isGiven(use.call, rule.name)) ? [{ text: rule.name.default } as Text] : [];
  const { base, baseAt, provider } = servedBy(linked, use);
  const properties = taken(linked, use);
  const { revision } = properties;
  const references: AssetReference[] = [...given];
  for (const text of texts.length > 0 || given.length > 0 ? texts : defaults) {
    const where = text.file !== undefined && text.file !== use.scope.file ? ` (value from ${text.file}:${text.line})` : '';
    const evidence = evidenceAt(linked, use, `${shown(use)} with model ${text.text}${where}`);
    const reference = emitter.model(
      text.text,
      { provider, task: rule.task, base, baseAt, ...(typeof revision === 'string' ? { revision } : {}) },
      evidence,
    );
    if (!reference) continue;
    references.push(reference);
    emitter.annotate(reference, { ...rule.properties, ...properties });
  }
  const looksLocal = texts.some(({ text }) => /^[./~]|[\\/]$/.test(text));
  if (references.length === 0 && use.call && !looksLocal) {
    const variable = variablesOf(value)[0];
    const reason =
      variable === undefined
        ? `The model of ${shown(use)} is not known: its name is decided at run time.`
        : `The model of ${shown(use)} is named by the variable ${variable}, which has no default here.`;
    linking.cover({ file: use.scope.file, status: 'skipped', reason: `${reason} (line ${use.line})` });
    if (provider !== undefined) emitter.provider(provider, evidenceAt(linked, use, shown(use)));
  }
  if (!use.call) return;
  makes(linked, use.call, references);
  if (references.length > 0) secretsIn(linked, use, emitter.application(use.scope.file, evidenceAt(linked, use, shown(use))));
}

/** The base URL or the provider's name given here or to the client the method belongs to. */
function servedBy(linked: Linked, use: Use): { base?: string; baseAt?: Evidence; provider?: string } {
  const provider = use.known.rule.provider ?? use.known.provider;
  const own = provider === undefined ? {} : { provider };
  if (!use.known.rule.providerFrom) return own;
  const found = textsOf(valueHereOrOn(linked, use, use.known.rule.providerFrom))[0];
  if (found === undefined) return own;
  const { text, file, line } = found;
  if (/^[a-z][\w.-]{1,30}$/.test(text) && text !== 'localhost')
    return { provider: entry(COLON_PREFIXES, text) ?? entry(ROUTER_PREFIXES, text.replaceAll('-', '_')) ?? text };
  return { ...own, base: text, ...(file === undefined ? {} : { baseAt: linked.linking.evidence(file, line, `base URL ${text}`) }) };
}
