/** Puts the relations that a statement reads before it, as common table expressions. Pure. */

/**
 * @param relations SELECTs by the names that the statement or a later one of them uses; those that nothing names are left out.
 * @param sql one SELECT, which may begin with WITH.
 */
export function withRelations(relations: ReadonlyMap<string, string>, sql: string): string {
  const used: Array<[name: string, select: string]> = [];
  for (const [name, select] of [...relations].reverse()) {
    const named = new RegExp(`\\b${name}\\b`);
    if (named.test(sql) || used.some(([, other]) => named.test(other))) {
      used.unshift([name, select]);
    }
  }
  if (used.length === 0) {
    return sql;
  }
  const before = used.map(([name, select]) => `${name} AS (${select})`).join(',\n');
  const rest = /^\s*WITH\s+(?!RECURSIVE\b)/i.exec(sql)?.[0];
  return rest === undefined ? `WITH ${before}\n${sql}` : `WITH ${before},\n${sql.slice(rest.length)}`;
}
