import type { BlockValue, Contents } from './configuration.ts';
import { evaluateExpression, walkOver } from './evaluate-expression.ts';
import { MOST_INSTANCES } from './expansion.ts';
import { charge, COST_OF_BLOCK, isExhausted } from './meter.ts';
import type { PlacedAttribute, PlacedBlock } from './module-source.ts';
import { type Scope, withName } from './scope.ts';
import type { Block, Expression } from './syntax.ts';
import { alternativesOf, list, object, text, unknown, type Value } from './value.ts';

/** Evaluates nested blocks; each `dynamic` block becomes the blocks it generates. */
export function evaluateBlocks(blocks: readonly PlacedBlock[], scope: Scope): BlockValue[] {
  return blocks.flatMap(({ file, block }) => {
    const inFile = { ...scope, file };
    return block.type === 'dynamic' && block.labels.length === 1
      ? evaluateDynamic(block, inFile)
      : [evaluateBlock(block, block.type, inFile)];
  });
}

function evaluateBlock(block: Block, type: string, scope: Scope): BlockValue {
  charge(scope.meter, COST_OF_BLOCK);
  return { type, labels: block.labels, file: scope.file, line: block.line, ...contentsOf(block, scope) };
}

function contentsOf(block: Block, scope: Scope): Contents {
  const attributes = new Map<string, Value>();
  for (const attribute of block.body.attributes) {
    const value = attribute.name === 'ignore_changes' ? namesIn(attribute.value, scope) : undefined;
    attributes.set(attribute.name, value ?? evaluateExpression(attribute.value, scope));
  }
  return {
    attributes,
    blocks: evaluateBlocks(
      block.body.blocks.map((nested) => ({ file: scope.file, block: nested })),
      scope,
    ),
  };
}

function evaluateDynamic(block: Block, scope: Scope): BlockValue[] {
  const [type = ''] = block.labels;
  const attribute = (name: string): Expression | undefined => block.body.attributes.find((each) => each.name === name)?.value;
  const content = block.body.blocks.find((each) => each.type === 'content');
  const collectionExpression = attribute('for_each');
  if (!content || !collectionExpression) return [];
  const iteratorName = attribute('iterator');
  const iterator = (iteratorName && writtenName(iteratorName)) ?? type;
  const labels = attribute('labels');
  const generated: BlockValue[] = [];
  const alternatives = alternativesOf(evaluateExpression(collectionExpression, scope));
  for (const option of alternatives) {
    for (const { key, value, unexpanded } of roundsOf(option, iterator)) {
      if (generated.length >= MOST_INSTANCES || isExhausted(scope.meter)) return generated;
      const inside = withName(
        scope,
        iterator,
        object(
          new Map([
            ['key', key],
            ['value', value],
          ]),
          value.origin,
        ),
      );
      generated.push({
        ...evaluateBlock(content, type, inside),
        labels: labels ? textsOf(evaluateExpression(labels, inside)) : [],
        ...(unexpanded ? { unexpanded: true } : {}),
        ...(alternatives.length > 1 ? { conditional: true } : {}),
      });
    }
  }
  return generated;
}

interface Round {
  readonly key: Value;
  readonly value: Value;
  readonly unexpanded: boolean;
}

/** What the iterator means in each generated block; one round stands for all where they cannot be told apart. */
function roundsOf(collection: Value, iterator: string): Round[] {
  const walk = walkOver(collection);
  const few = walk && walk.items.length <= MOST_INSTANCES ? walk.items : [];
  if (few.length > 0) return few.map(([key, value]) => ({ key, value, unexpanded: walk?.open === true }));
  if (walk && walk.items.length === 0 && !walk.open) return [];
  const { origin } = collection;
  const any = (name: string): Value =>
    unknown(`the ${name} of a generated block`, origin, { expression: `${iterator}.${name}`, from: [collection] });
  return [{ key: any('key'), value: any('value'), unexpanded: true }];
}

function textsOf(value: Value): string[] {
  return value.kind === 'list' ? value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])) : [];
}

/** The written form of `aws.west` or `tags`, where a name is meant and not its value. */
export function writtenName(expression: Expression): string | undefined {
  const steps: string[] = [];
  let current = expression;
  while (current.kind === 'member') {
    steps.unshift(current.name);
    current = current.of;
  }
  if (current.kind === 'literal' && typeof current.value === 'string' && steps.length === 0) return current.value;
  return current.kind === 'name' ? [current.name, ...steps].join('.') : undefined;
}

function namesIn(expression: Expression, scope: Scope): Value | undefined {
  const origin = { file: scope.file, line: expression.line };
  if (expression.kind !== 'list') {
    const name = writtenName(expression);
    return name === undefined ? undefined : text(name, origin);
  }
  const names = expression.items.map(writtenName);
  return list(
    names.flatMap((name) => (name === undefined ? [] : [text(name, origin)])),
    origin,
    names.includes(undefined),
  );
}

/** Evaluates one attribute of a definition; the meta-argument `provider` names a configuration and is not a value. */
export function evaluateAttribute({ file, attribute }: PlacedAttribute, scope: Scope): Value {
  const name = attribute.name === 'provider' ? writtenName(attribute.value) : undefined;
  return name === undefined ? evaluateExpression(attribute.value, { ...scope, file }) : text(name, { file, line: attribute.line });
}
