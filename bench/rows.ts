/** One line of the table. Lower is better everywhere. */
export interface Row {
  readonly what: string;
  readonly measured: number;
  readonly budget: number;
  readonly unit: 'x' | 'ms' | '%' | 'bytes/s' | 'MB' | 'requests';
}

export function table(rows: readonly Row[]): string {
  const cells = rows.map(row => [
    row.what,
    show(row.measured, row.unit),
    `<= ${show(row.budget, row.unit)}`,
    verdict(row),
  ]);
  const all = [['what', 'measured', 'budget', ''], ...cells];
  const widths = [0, 1, 2].map(column => Math.max(...all.map(line => line[column]?.length ?? 0)));
  return all
    .map(line =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const verdict = (row: Row): string => (row.measured <= row.budget ? 'ok' : 'OVER');

const show = (value: number, unit: Row['unit']): string =>
  unit === 'x' ? `${value.toFixed(2)} x` : `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
