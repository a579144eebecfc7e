/** Rows as aligned columns, two spaces apart, each line after `indent`. The last column is not padded. */
export function table(rows: readonly (readonly string[])[], indent = "  "): string {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) => indent + row.map((cell, column) => padded(cell, widths, column, row.length)).join("  "))
    .join("\n");
}

function padded(cell: string, widths: readonly number[], column: number, columns: number): string {
  return column === columns - 1 ? cell : cell.padEnd(widths[column] ?? 0);
}

/** `1 alert`, `2 alerts`. */
export function count(amount: number, thing: string): string {
  return `${amount} ${thing}${amount === 1 ? "" : "s"}`;
}
