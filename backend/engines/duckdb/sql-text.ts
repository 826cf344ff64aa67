/** Paths and names as SQL text. */

export function textLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of files for DuckDB's readers, which take every path for a pattern. */
export function fileList(paths: readonly string[]): string {
  return `[${paths.map((path) => textLiteral(path.replaceAll(/[[*?]/g, '[$&]'))).join(', ')}]`;
}
