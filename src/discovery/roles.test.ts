import { describe, expect, it } from 'vitest';
import { discover } from './scan.ts';
import { memorySource } from './sources/memory/memory.ts';

const ROLE =
  'resource "aws_iam_role" "ship" {\n  name = "ship-models"\n  managed_policy_arns = ["arn:aws:iam::aws:policy/AdministratorAccess"]\n  assume_role_policy = "{}"\n}\n';
const workflow = (account: string): string =>
  `on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::${account}:role/ci/ship-models\n      - run: hf upload a/b out\n`;

async function roles(files: Record<string, string>): Promise<string[][]> {
  const { snapshot } = await discover([memorySource('case', files)]);
  return snapshot.assets
    .filter(({ kind }) => kind === 'identity')
    .map(({ keys }) => keys.filter(({ strong }) => strong).map(({ key }) => key));
}

describe('a role by its ARN and the same role as declared', () => {
  it('are one asset', async () => {
    expect(await roles({ 'infra/main.tf': ROLE, '.github/workflows/ship.yml': workflow('111122223333') })).toEqual([
      ['arn:arn:aws:iam::111122223333:role/ci/ship-models', 'terraform:case/infra:aws_iam_role.ship'],
    ]);
  });

  it('stay apart where the name is used in two accounts, or declared twice', async () => {
    const two = { '.github/workflows/a.yml': workflow('111122223333'), '.github/workflows/b.yml': workflow('444455556666') };
    expect(await roles({ 'infra/main.tf': ROLE, ...two })).toHaveLength(3);
    expect(await roles({ 'a/main.tf': ROLE, 'b/main.tf': ROLE, '.github/workflows/a.yml': workflow('111122223333') })).toHaveLength(3);
  });
});
