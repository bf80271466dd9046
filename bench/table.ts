/** One measurement beside what it is judged by: a floor (the least the machine allows), a peer, or a bar of ours. */
export type Row = {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  /** The figure compared with, in the same unit, and what it is. */
  readonly beside?: { readonly name: string; readonly figure: number };
};

/** Aligned text, one line a row: name, figure, unit, what it stands beside, and how many times that it is. */
export function formatTable(title: string, rows: readonly Row[]): string {
  const cells = [
    ['', 'figure', 'unit', 'beside', 'ratio'],
    ...rows.map(({ name, figure, unit, beside }) => [
      name,
      formatFigure(figure),
      unit,
      beside === undefined ? '' : `${beside.name}: ${formatFigure(beside.figure)}`,
      beside === undefined ? '' : `${(figure / beside.figure).toFixed(2)}x`,
    ]),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const isNumber = (column: number) => column === 1 || column === 4;
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines].join('\n');
}

function formatFigure(figure: number): string {
  return figure.toLocaleString('en', { maximumFractionDigits: figure < 10 ? 2 : figure < 100 ? 1 : 0 });
}

export type Measured<Result> = {
  /** Median of the time on the clock, in milliseconds. */
  readonly milliseconds: number;
  /** Median of the processor time of this process, helper threads included: steadier where others use the machine. */
  readonly processor: number;
  /** What the last call returned. */
  readonly result: Result;
};

/** Times `runs` calls of `work`, after one that warms up. */
export function measure<Result>(runs: number, work: () => Result): Measured<Result> {
  let result = work();
  const times: number[] = [];
  const processor: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const used = process.cpuUsage();
    result = work();
    const { user, system } = process.cpuUsage(used);
    times.push(performance.now() - start);
    processor.push((user + system) / 1000);
  }
  return { milliseconds: median(times), processor: median(processor), result };
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1]!;
}
