import { PharosError } from '../../core/errors.ts';
import { place } from '../../core/evidence.ts';
import type { Asset } from '../../core/snapshot.ts';
import { jsonText } from '../../governance/report.ts';
import { EXIT } from '../exit.ts';
import { type Answer, answersOfData, answersOfKey, answersOfModel, type Item } from '../incident/answers.ts';
import { sayingOfExposure } from '../incident/exposure.ts';
import { type Asked, askedOf, named, sayingOfScans } from '../incident/state.ts';
import { clean, colour, pageWidth, pens, wrapText } from '../writing.ts';

interface ReachesFlags {
  json?: boolean;
  report?: string;
  trained?: boolean;
  deployed?: boolean;
}

const DATA: ReadonlySet<Asset['kind']> = new Set(['data-store', 'dataset', 'vector-store', 'knowledge-base', 'memory']);
const MODELS: ReadonlySet<Asset['kind']> = new Set(['model', 'model-artifact']);

/**
 * `pharos reaches <what>`: of a key or identity who has it and which agents, tools and data it opens; of data what learns from it,
 * retrieves from it and gives it away; of a model where it is deployed. `--deployed` asks the last of every model.
 */
export async function reaches(what: readonly string[], flags: ReachesFlags): Promise<number> {
  const asked = await askedOf(flags.report);
  const text = what.join(' ');
  if (text === '' && !flags.deployed)
    throw new PharosError('PHAROS_USAGE', {
      reason: 'It needs to know what',
      hint: 'Name an asset, or ask where every model is deployed with --deployed.',
    });
  const assets = text === '' ? asked.view.snapshot.assets.filter(({ kind }) => MODELS.has(kind)) : [meant(text, asked)];
  const told = assets.map((asset) => ({ asset, answers: answersOf(asset, asked, flags.trained ?? false) }));
  process.stdout.write(
    flags.json
      ? jsonText({
          schema: 'pharos.reaches/1',
          asked: text,
          scans: asked.scans,
          of: told.map(({ asset: { id, kind, name }, answers }) => ({ id, kind, name, answers })),
        })
      : textOf(told, asked),
  );
  return EXIT.fine;
}

/** Of several things with one name the one that such a question is about: a bucket before the repository of its name. */
function meant(text: string, { view }: Asked): Asset {
  try {
    return named(view, text)[0]!;
  } catch (error) {
    if (!(error instanceof PharosError) || error.code !== 'PHAROS_AMBIGUOUS') throw error;
    const kinds = [...DATA, ...MODELS, 'secret', 'identity'] as Asset['kind'][];
    const close = view.snapshot.assets.filter(({ kind, name }) => name === text && kinds.includes(kind));
    if (close.length === 1) return close[0]!;
    throw error;
  }
}

function answersOf(asset: Asset, asked: Asked, trained: boolean): Answer[] {
  if (DATA.has(asset.kind)) return answersOfData(asset, asked, trained);
  if (MODELS.has(asset.kind)) return answersOfModel(asset, asked);
  return answersOfKey(asset, asked);
}

const SHOWN = 25;

function textOf(told: readonly { asset: Asset; answers: readonly Answer[] }[], asked: Asked): string {
  const pen = pens(colour());
  const width = pageWidth();
  const lines: string[] = [];
  for (const { asset, answers } of told) {
    lines.push(`${pen.bold(clean(asset.name))}  ${asset.kind}`);
    for (const { question, answer, items } of answers) lines.push(`  ${question} ${pen.bold(sayingOf(question, answer, items))}`);
    for (const { question, items } of answers) {
      if (items.length === 0) continue;
      lines.push('', pen.bold(question));
      for (const one of items.slice(0, SHOWN)) show(one);
      if (items.length > SHOWN) lines.push(pen.dim(`  ${items.length - SHOWN} more: --json holds all.`));
    }
    lines.push('');
  }
  lines.push(...wrapText(pen.dim(sayingOfScans(asked.scans)), width, 0, 0));
  return `${lines.join('\n')}\n`;

  function show(one: Item): void {
    lines.push(`  ${pen.bold(clean(one.name))}  ${one.kind}${one.note === undefined ? '' : `  ${clean(one.note)}`}`);
    const facts = [
      ...(one.exposure ? [sayingOfExposure(one.exposure)] : []),
      ...(one.environment === undefined ? [] : [one.environment]),
      ...(one.owner === undefined ? [] : [`owner ${one.owner}`]),
    ];
    if (facts.length > 0) lines.push(...wrapText(clean(facts.join(', ')), width, 4, 4));
    for (const { from, edge, to, evidence } of one.chain) {
      const seen = evidence[0];
      lines.push(...wrapText(clean(`${from} ${edge} ${to}${seen === undefined ? '' : `  ${place(seen)}`}`), width, 8, 6));
    }
  }
}

/** "yes, 3" for a question of yes and no; the number and first names for the others. */
function sayingOf(question: string, answer: Answer['answer'], items: readonly Item[]): string {
  if (/^(?:Does|Is) /.test(question)) return answer === 'yes' ? `yes (${items.length})` : 'no';
  if (items.length === 0) return 'nothing that is known';
  const names = [...new Set(items.map(({ name }) => clean(name)))];
  return names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
}
