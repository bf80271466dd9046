import { strongKey } from '../../core/keys.ts';
import type { Observations } from '../../core/observation.ts';
import { aiLibrary, libraryPurl } from '../../recognizers/ai-libraries/recognize.ts';
import type { Linking } from '../detector.ts';
import { emitDefinitions, joinCollections } from './definitions.ts';
import { effectsOf } from './effects.ts';
import { emitEndpoints } from './endpoints.ts';
import { emitInstructionInputs } from './flow/instructions.ts';
import { emitLoggedInputs } from './flow/logged.ts';
import { emitOutputUses } from './flow/outputs.ts';
import { emitImplicitAgents, gatherSteps } from './implicit.ts';
import { type Knowledge, type KnowledgeIndex, packageOf } from './knowledge.ts';
import { createLinked, evidenceAt, type Linked, shown } from './linked.ts';
import { emitMcpLaunches } from './mcp-launch.ts';
import { emitModelLoads } from './model-loads.ts';
import { emitModels } from './models.ts';
import { emitPipelines } from './pipelines.ts';
import { emitPractices } from './practices.ts';
import { emitSharedLinks } from './shared-links.ts';
import { createProgram, type Program } from './program.ts';
import { emitRelations } from './relations.ts';
import { emitRequests } from './requests.ts';
import type { ModuleSyntax, Statement } from './syntax.ts';
import { describeServed } from './tools.ts';
import { either, elementsOf, optionsOf, textsOf, UNKNOWN } from './value.ts';
import { valueAt, visit } from './visit.ts';

/** Facts of many files → observations: resolves the program of one target and says what its uses of known APIs mean. */
export function linkCode(given: Linking<ModuleSyntax>, knowledge: { python: KnowledgeIndex; script: KnowledgeIndex }): Observations {
  const linking = { ...given, files: apart(given.files) };
  for (const [file, { cut }] of linking.files)
    if (cut !== undefined) linking.cover({ file, status: 'partial', reason: `Not all of it was read: ${cut}.` });
  const program = createProgram(linking.files, linking.paths, linking.setting);
  const indexOf = (file: string): KnowledgeIndex => (linking.files.get(file)?.language === 'python' ? knowledge.python : knowledge.script);
  program.returns = returnsOf(program, indexOf);
  const linked = createLinked(linking, program, visit(program, indexOf), indexOf);
  imports(linked);
  emitModels(linked);
  emitRequests(linked);
  emitDefinitions(linked);
  gatherSteps(linked);
  emitImplicitAgents(linked);
  emitRelations(linked);
  joinCollections(linked);
  emitMcpLaunches(linked);
  describeServed(linked);
  const pipelines = emitPipelines(linked);
  emitEndpoints(linked);
  emitSharedLinks(linked);
  applications(linked, pipelines);
  emitOutputUses(linked);
  emitInstructionInputs(linked);
  emitLoggedInputs(linked);
  emitModelLoads(linked);
  emitPractices(linked);
  return linked.emitter.observations;
}

/** Files of the same content may share their facts; what is resolved is kept by place in the tree, so each needs its own. */
function apart(files: ReadonlyMap<string, ModuleSyntax>): ReadonlyMap<string, ModuleSyntax> {
  const seen = new Set<ModuleSyntax>();
  const out = new Map<string, ModuleSyntax>();
  for (const [file, module] of files) {
    out.set(file, seen.has(module) ? structuredClone(module) : module);
    seen.add(module);
  }
  return out;
}

/** The type of a call's result, when knowledge says it. */
function returnsOf(program: Program, indexOf: (file: string) => KnowledgeIndex): Program['returns'] {
  return (q, call, scope, of) => {
    const known = indexOf(scope.file).find('calls', q);
    // LangChain.js puts its steps together by a method: what comes out is asked as each of them.
    if (!known && of && call.a[0] && q.endsWith('.pipe') && /^@?langchain/.test(q)) return either([of, program.evaluate(call.a[0], scope)]);
    if (!known) return undefined;
    const { returns } = known.rule;
    if (returns === 'self') return of ?? UNKNOWN;
    const form = /^(argument|result)((?: \w+)+)$/.exec(returns ?? '');
    if (form) {
      const words = form[2]!.trim().split(' ');
      const position = words.find((word) => /^\d/.test(word));
      const value = valueAt(program, call, scope, {
        argument: words.filter((word) => word !== position),
        ...(position === undefined ? {} : { position: Number(position) }),
      });
      return form[1] === 'result' ? program.resultOf(optionsOf(value)[0] ?? UNKNOWN) : value;
    }
    const own = /^own (\w+)$/.exec(returns ?? '')?.[1];
    if (own !== undefined)
      return of?.v === 'instance' ? either(elementsOf(valueAt(program, of.call, of.scope, { argument: own }))) : UNKNOWN;
    const type = returns?.replace(
      '{0}',
      () => textsOf(valueAt(program, call, scope, { argument: 'service_name', position: 0 }))[0]?.text ?? '?',
    );
    return { v: 'instance', q: type ?? known.name, call, scope };
  };
}

/** Which application uses which AI library. */
function imports(linked: Linked): void {
  const { emitter, linking, program } = linked;
  for (const [file, module] of linking.files) {
    const index = linked.indexOf(file);
    const seen = new Set<string>();
    const walk = (statements: readonly Statement[]): void => {
      for (const statement of statements) {
        if (statement.s === 'function') walk(statement.d.body);
        if (statement.s !== 'import' || statement.typeOnly || statement.module.startsWith('.')) continue;
        const library = libraryOf(index, statement);
        if (!library || seen.has(library.name)) continue;
        if (program.finder.find(file, statement.module, module.language) !== undefined) continue;
        seen.add(library.name);
        const evidence = linking.evidence(file, statement.l, `imports ${statement.module}`);
        const { name, ecosystem, role } = library;
        const reference = emitter.asset(
          'library',
          name,
          [strongKey('purl', libraryPurl(ecosystem, name))],
          { role: aiLibrary(ecosystem, name)?.role ?? role, ecosystem },
          [evidence],
        );
        emitter.edge(emitter.application(file, evidence), 'depends-on', reference, 'stated', [evidence]);
      }
    };
    walk(module.body);
  }
}

/** What an application uses outside its agents: models, stores, services. */
function applications(linked: Linked, pipelines: ReadonlySet<string>): void {
  const { emitter, made, visited } = linked;
  for (const use of visited.uses) {
    if (!use.call) continue;
    for (const reference of made.get(use.call) ?? []) {
      const evidence = evidenceAt(linked, use, shown(use));
      if (reference.kind === 'model')
        emitter.edge(emitter.application(use.scope.file, evidence), 'uses-model', reference, 'resolved', [evidence]);
      if (reference.kind === 'vector-store' || reference.kind === 'knowledge-base')
        emitter.edge(emitter.application(use.scope.file, evidence), 'retrieves-from', reference, 'resolved', [evidence]);
      // A server that is written here is part of the application; any other is one it speaks with.
      if (reference.kind === 'mcp-server')
        emitter.edge(
          emitter.application(use.scope.file, evidence),
          emitter.observed(reference)?.properties?.['own'] === true ? 'contains' : 'connects-to',
          reference,
          'resolved',
          [evidence],
        );
    }
  }
  const withAi = new Set(emitter.observations.assets.filter(({ kind }) => kind === 'application').map((asset) => asset.keys[0]!.key));
  for (const body of visited.bodies.values()) {
    const { file } = body.scope;
    // A notebook has no edge to what it merely opens; what it trains on is told with its training.
    if (pipelines.has(file) || file.endsWith('.ipynb')) continue;
    for (const effect of effectsOf({ ...body, calls: new Set() }, undefined, linked.effects)) {
      for (const store of effect.stores) {
        if (store.kind === 'model-artifact' && effect.access !== 'read') continue;
        const before = emitter.observations.assets.length;
        const application = emitter.application(file, effect.evidence);
        // A database or service of code without any AI is not ours to list.
        if (!withAi.has(application.key)) {
          emitter.observations.assets.length = before;
          continue;
        }
        if (store.kind === 'model-artifact') {
          // Only where somebody else tells of the file: a training that writes it, or the file itself.
          const to = { kind: store.kind, key: store.keys[0]!.key };
          emitter.observations.edges.push({
            from: application,
            to,
            kind: 'loads',
            strength: 'resolved',
            evidence: [effect.evidence],
            optional: true,
          });
          continue;
        }
        emitter.edge(application, 'connects-to', emitter.store(store, effect.evidence), effect.strength, [effect.evidence], {
          access: effect.access ?? 'unknown',
        });
      }
    }
  }
}

/** The package a module belongs to, where knowledge has it and it is about AI. */
function libraryOf(
  index: KnowledgeIndex,
  { module, name: member }: Statement & { s: 'import' },
): Pick<Knowledge['library'], 'name' | 'ecosystem' | 'role'> | undefined {
  // No package name is longer; a chain of half a million dots would cost its square.
  const bare = module.replace(/^(?:node|npm|jsr):/, '').slice(0, 300);
  // `from google import genai` imports the module google.genai.
  for (let name = member === undefined || member === '*' ? bare : `${bare}.${member}`; name !== '';) {
    const known = index.modules.get(name);
    if (known) return known.library.role === 'effect' ? undefined : { ...known.library, name: packageOf(known, name) };
    const cut = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
    if (cut <= 0) return undefined;
    name = name.slice(0, cut);
  }
  return undefined;
}
