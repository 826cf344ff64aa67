/** The few places where the engines' SQL differs; everything else is written in the subset they share. */
export interface Dialect {
  readonly name: 'duckdb' | 'athena' | 'trino';
  /**
   * What the engine makes of a common table expression that is named several times: DuckDB keeps its rows (`kept`), Trino
   * and Athena compute it anew at each place (`repeated`), so that the statement must name what is dear only once.
   */
  readonly commonExpressions: 'kept' | 'repeated';
  /** Value of a key in a MAP(VARCHAR, VARCHAR) or NULL if it is absent; both arguments are SQL. */
  mapValue(map: string, key: string): string;
  /** True if the whole text matches the regular expression; both arguments are SQL. */
  matches(text: string, pattern: string): string;
  /** The spellings of an address (SQL) that flow records may use for it, as an ARRAY(VARCHAR) to unnest. */
  addressSpellings(address: string): string;
  /** An IPv6 address (SQL) in normal spelling as eight groups of four digits, so that the order of texts is that of addresses. */
  paddedAddress(address: string): string;
  /** A BIGINT of at least 0 that stands for an address (SQL) within one statement: a 63-bit hash. */
  addressKey(address: string): string;
  /** A whole number that a text (SQL) always comes to, in every version of the engine; a type whose sums do not overflow. */
  digest(text: string): string;
}
