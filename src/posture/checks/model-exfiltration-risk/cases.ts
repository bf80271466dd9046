import type { CheckCase } from '../../check.ts';
import { IMMUTABLE, ORGANISATION, repositoryPolicy, servedModel } from '../../registry-samples.ts';

export default [
  {
    name: 'everybody may pull',
    files: { 'ecr.tf': servedModel(IMMUTABLE, ':v3', repositoryPolicy('"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"')) },
    expect: [{ file: 'ecr.tf', asset: 'ranker', severity: 'medium' }],
    source: 'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_repository_policy (actions of the example)',
  },
  {
    name: 'the own organisation may pull',
    files: { 'ecr.tf': servedModel(IMMUTABLE, ':v3', repositoryPolicy('"ecr:BatchGetImage"', ORGANISATION)) },
    expect: [],
  },
  { name: 'nobody else may pull', files: { 'ecr.tf': servedModel(IMMUTABLE, ':v3') }, expect: [] },
  {
    name: 'where everybody may push it is told there',
    files: { 'ecr.tf': servedModel(IMMUTABLE, ':v3', repositoryPolicy('"ecr:*"')) },
    expect: [],
  },
] satisfies CheckCase[];
