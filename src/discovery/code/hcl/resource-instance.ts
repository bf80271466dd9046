import { evaluateAttribute, evaluateBlocks } from './block-value.ts';
import type { BlockValue, Contents } from './configuration.ts';
import type { Member } from './expansion.ts';
import { computedAttribute } from './identity.ts';
import type { Definition } from './module-source.ts';
import type { Tree } from './module-tree.ts';
import { policyDocument } from './policy-document.ts';
import type { Scope } from './scope.ts';
import { list, object, type Origin, unknown, type Value } from './value.ts';

/** One instance of a resource or data source, evaluated attribute by attribute when asked. */
export interface ResourceInstance {
  readonly address: string;
  readonly definition: Definition;
  readonly member: Member;
  contents(): Contents;
}

/** Sets up one instance and enters it under its address; nothing is evaluated until asked for. */
export function resourceInstance(tree: Tree, address: string, definition: Definition, member: Member, scope: Scope): ResourceInstance {
  const values = new Map<string, Value | undefined>();
  const pending = new Set<string>();
  const origin: Origin = { file: definition.file, line: definition.line };
  const [type = ''] = definition.labels;
  let blocks: readonly BlockValue[] | undefined;

  function attribute(name: string): Value | undefined {
    if (values.has(name)) return values.get(name);
    if (pending.has(name)) return unknown('depends on itself', origin, { expression: `${address}.${name}` });
    pending.add(name);
    const value = compute(name);
    pending.delete(name);
    values.set(name, value);
    return value;
  }

  function compute(name: string): Value | undefined {
    const placed = definition.attributes.get(name);
    if (placed) return evaluateAttribute(placed, scope);
    const nested = definition.blocks.filter(({ block }) => block.type === name || (block.type === 'dynamic' && block.labels[0] === name));
    if (nested.length > 0) return blocksAsValue(evaluateBlocks(nested, scope), origin);
    if (type === 'aws_iam_policy_document' && (name === 'json' || name === 'minified_json'))
      return policyDocument(contents(), origin, tree.meter);
    return computedAttribute(type, name, attribute, origin);
  }

  function contents(): Contents {
    const attributes = new Map<string, Value>();
    for (const name of definition.attributes.keys()) {
      const value = name === 'count' || name === 'for_each' ? undefined : attribute(name);
      if (value) attributes.set(name, value);
    }
    blocks ??= evaluateBlocks(definition.blocks, scope);
    return { attributes, blocks };
  }

  tree.things.set(address, { isModule: false, attribute });
  return { address, definition, member, contents };
}

/** Nested blocks read as an attribute, `resource.block[0].name`. */
function blocksAsValue(blocks: readonly BlockValue[], origin: Origin): Value {
  const items = blocks.map((block): Value => {
    const entries = new Map(block.attributes);
    for (const type of new Set(block.blocks.map((nested) => nested.type))) {
      entries.set(
        type,
        blocksAsValue(
          block.blocks.filter((nested) => nested.type === type),
          { file: block.file, line: block.line },
        ),
      );
    }
    return object(entries, { file: block.file, line: block.line });
  });
  return list(
    items,
    origin,
    blocks.some((block) => block.unexpanded || block.conditional),
  );
}
