/** DuckDB's words for what the engines say differently. */
import type { Dialect } from './dialect';

export const duckDbDialect: Dialect = {
  name: 'duckdb',
  commonExpressions: 'kept',
  mapValue: (map, key) => `map_extract_value(${map}, ${key})`,
  matches: (text, pattern) => `regexp_full_match(${text}, ${pattern})`,
  addressSpellings,
  addressKey: (address) => `CAST(hash(${address}) >> 1 AS BIGINT)`,
};

/**
 * History stores IPv6 as RFC 5952 says; no AWS page says how flow records write it. Besides that form: all eight groups,
 * with and without leading zeros, and each of them in capitals. An IPv4 address has one spelling.
 */
function addressSpellings(address: string): string {
  const groupsOf = (part: 1 | 2): string =>
    `list_filter(string_split(split_part(${address}, '::', ${part}), ':'), lambda g: g <> '')`;
  const zeros = `list_transform(range(8 - len(${groupsOf(1)}) - len(${groupsOf(2)})), lambda n: '0')`;
  const groups = `CASE WHEN contains(${address}, '::') THEN list_concat(list_concat(${groupsOf(1)}, ${zeros}), ${groupsOf(2)}) ELSE string_split(${address}, ':') END`;
  const whole = `array_to_string(${groups}, ':')`;
  const padded = `array_to_string(list_transform(${groups}, lambda g: lpad(g, 4, '0')), ':')`;
  const spellings = [address, whole, padded].flatMap((spelling) => [`lower(${spelling})`, `upper(${spelling})`]);
  return `CASE WHEN contains(${address}, ':') THEN list_distinct([${spellings.join(', ')}]) ELSE [${address}] END`;
}
