/** One line of the table. Lower is better everywhere. */
export interface Row {
  readonly what: string;
  /** `null`: this machine cannot tell. */
  readonly measured: number | null;
  /** `null`: told for information. */
  readonly budget: number | null;
  readonly unit: 'x' | 'ms' | '%' | 'bytes/s' | 'MB' | 'requests';
}

export function table(rows: readonly Row[]): string {
  const cells = rows.map(row => [
    row.what,
    row.measured === null ? 'not measured here' : show(row.measured, row.unit),
    row.budget === null ? '' : `<= ${show(row.budget, row.unit)}`,
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

function verdict({measured, budget}: Row): string {
  if (measured === null || budget === null) return '';
  return measured <= budget ? 'ok' : 'OVER';
}

const show = (value: number, unit: Row['unit']): string =>
  unit === 'x' ? `${value.toFixed(2)} x` : `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
