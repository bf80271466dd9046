import type { Json, Properties } from '../../../core/observation.ts';
import { blocksOf, type Resource } from '../../code/hcl/configuration.ts';
import { stringOf, textOf } from '../../code/hcl/read-value.ts';
import type { Value } from '../../code/hcl/value.ts';
import { nested } from './azure-place.ts';
import { tagsOf } from './aws-storage.ts';
import { attribute, type Declared, nameOf } from './declared.ts';
import { statementsIn } from './policy.ts';

const WRITES = /^(?:\*|ecr:(?:\*|Put\*?|PutImage|Upload\w*)|sagemaker:(?:\*|CreateModelPackage|UpdateModelPackage))$/i;
const READS = /^(?:\*|ecr:(?:\*|BatchGet\*?|BatchGetImage|Get\*|GetDownloadUrlForLayer)|sagemaker:(?:\*|DescribeModelPackage))$/i;

/**
 * Registries that served models come from, as far as policies of their own say who may change or take what lies in them:
 * `openTo` (`write`, `read`: by everybody; `file`, `line`), `tagsMove` (file and line) where a model is served by a tag that can be
 * put on another image. Source: registry.terraform.io, aws_ecr_repository (image_tag_mutability, MUTABLE unless given),
 * aws_ecr_repository_policy, aws_sagemaker_model_package_group_policy.
 */
export function awsRegistries(declared: Declared): void {
  const served = servedImages(declared);
  for (const repository of declared.resources('aws_ecr_repository')) {
    const images = served.filter(({ value, from }) => declared.resourceOf(value, from, 'aws_ecr_repository') === repository);
    if (images.length === 0) continue;
    const policy = declared.pointingAt(repository, 'aws_ecr_repository_policy', 'repository')[0];
    const mutable = attribute(repository, 'image_tag_mutability') ?? 'MUTABLE';
    const byTag = images.some(({ value }) => !(stringOf(value) ?? textOf(value) ?? '').includes('@sha256:'));
    declared.asset('registry', repository, nameOf(repository, 'name'), [], {
      platform: 'aws',
      product: 'ECR',
      managed: true,
      serves: images.map(({ from }) => from.address).slice(0, 10),
      tagsMove: mutable === 'MUTABLE' && byTag ? { file: repository.file, line: repository.line } : false,
      ...(policy ? openTo(policy.attributes.get('policy'), declared.target) : {}),
      ...tagsOf(repository),
    });
  }
  for (const policy of declared.resources('aws_sagemaker_model_package_group_policy')) {
    const registry = declared.referred(policy.attributes.get('model_package_group_name'), policy);
    if (registry?.kind === 'registry') declared.describe(registry, openTo(policy.attributes.get('resource_policy'), declared.target));
  }
}

function servedImages(declared: Declared): { value: Value; from: Resource }[] {
  const out: { value: Value; from: Resource }[] = [];
  for (const model of declared.resources('aws_sagemaker_model'))
    for (const container of [...blocksOf(model, 'primary_container'), ...blocksOf(model, 'container')]) {
      const value = container.attributes.get('image');
      if (value) out.push({ value, from: model });
    }
  for (const runtime of declared.resources('aws_bedrockagentcore_agent_runtime'))
    for (const container of nested(runtime, ['agent_runtime_artifact', 'container_configuration'])) {
      const value = container.attributes.get('container_uri');
      if (value) out.push({ value, from: runtime });
    }
  return out;
}

/** What everybody may do by a policy of the registry, where no condition narrows it. */
function openTo(document: Value | undefined, target: string): Properties {
  const open = statementsIn(document, target).flatMap((one) => everybodys(one) ?? []);
  const write = open.find(({ actions }) => actions.some((action) => WRITES.test(action)));
  const read = open.find(({ actions }) => actions.some((action) => READS.test(action)));
  const place = write ?? read;
  return place ? { openTo: { write: write !== undefined, read: read !== undefined, file: place.file, line: place.line } } : {};
}

function everybodys(statement: Json): { actions: string[]; file: string; line: number } | undefined {
  if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) return undefined;
  const { effect, principals, conditions, conditionUnknown, actions, file, line } = statement as Record<string, Json>;
  if (effect !== 'Allow' || !Array.isArray(principals) || !principals.includes('*') || !Array.isArray(actions)) return undefined;
  if (conditionUnknown === true || Object.keys((conditions ?? {}) as object).length > 0) return undefined;
  return { actions: actions.filter((one) => typeof one === 'string'), file: typeof file === 'string' ? file : '', line: Number(line) || 1 };
}
