import { describe, expect, it } from 'vitest';
import { readWorkflow } from './github.ts';
import { variantsOf } from './matrix.ts';
import { parseYaml } from './tree.ts';

/** The scripts of the only step of a job, one for each set of values. */
function scripts(matrix: string, run: string): string[] {
  const { root } = parseYaml(
    `on: push\njobs:\n  a:\n    runs-on: x\n    strategy: { matrix: ${matrix} }\n    steps: [{ run: ${JSON.stringify(run)} }]\n`,
  );
  const [job] = readWorkflow('.github/workflows/a.yml', root!).jobs;
  return variantsOf(job!.steps[0]!, job!.matrix).map((step) => step.run!.text);
}

describe('a step in every combination of its matrix', () => {
  it.each([
    ['{ a: [x, y], b: [1, 2] }', 'go ${{ matrix.a }} ${{matrix.b}}', ['go x 1', 'go x 2', 'go y 1', 'go y 2']],
    ['{ a: [x, y], os: [l, m, w] }', 'go ${{ matrix.a }}', ['go x', 'go y']],
    ['{ a: [{ dir: p, n: 1 }, { dir: q }] }', 'go ${{ matrix.a.dir }}', ['go p', 'go q']],
    ['{ include: [{ a: x }, { a: y }] }', 'go ${{ matrix.a }}', ['go x', 'go y']],
    ['{ a: [x, y], b: [1, 2], exclude: [{ a: x, b: 2 }] }', 'go ${{ matrix.a }} ${{ matrix.b }}', ['go x 1', 'go y 1', 'go y 2']],
    ['{ a: [x], include: [{ a: z }] }', 'go ${{ matrix.a }}', ['go x', 'go z']],
    ['{ a: [x, y] }', 'go ${{ matrix.c }}', ['go ${{ matrix.c }}']],
    ['"${{ fromJSON(needs.a.outputs.m) }}"', 'go ${{ matrix.a }}', ['go ${{ matrix.a }}']],
    ['{ a: [x, y] }', 'go', ['go']],
  ])('%s', (matrix, run, expected) => {
    expect(scripts(matrix, run)).toEqual(expected);
  });

  it('no more than 32 of them', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const matrix = `{ ${names.map((name) => `${name}: [${Array.from({ length: 200 }, (_, at) => at).join(', ')}]`).join(', ')} }`;
    expect(scripts(matrix, names.map((name) => `\${{ matrix.${name} }}`).join(' '))).toHaveLength(32);
  });

  it('fewer of a long script, none of a huge one', () => {
    const long = (size: number): string => `go \${{ matrix.a }} ${'x'.repeat(size)}`;
    expect(scripts('{ a: [1, 2, 3, 4] }', long(20_000))).toHaveLength(3);
    expect(scripts('{ a: [1, 2, 3, 4] }', long(70_000))).toEqual([long(70_000)]);
  });
});
