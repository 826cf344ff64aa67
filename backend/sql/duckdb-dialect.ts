/** DuckDB's words for what the engines say differently. */
import type { Dialect } from './dialect';

export const duckDbDialect: Dialect = {
  name: 'duckdb',
  commonExpressions: 'kept',
  mapValue: (map, key) => `map_extract_value(${map}, ${key})`,
  matches: (text, pattern) => `regexp_full_match(${text}, ${pattern})`,
  addressSpellings,
  paddedAddress: (address) => padded(groupsOf(address)),
  addressKey: (address) => `CAST(hash(${address}) >> 1 AS BIGINT)`,
  // Not `hash`, which may be another in the next version.
  digest: (text) => `md5_number_lower(${text})`,
};

/**
 * History stores IPv6 as RFC 5952 says; no AWS page says how flow records write it. Besides that form: all eight groups,
 * with and without leading zeros, and each of them in capitals. An IPv4 address has one spelling.
 */
function addressSpellings(address: string): string {
  const groups = groupsOf(address);
  const whole = `array_to_string(${groups}, ':')`;
  const spellings = [address, whole, padded(groups)].flatMap((spelling) => [
    `lower(${spelling})`,
    `upper(${spelling})`,
  ]);
  return `CASE WHEN contains(${address}, ':') THEN list_distinct([${spellings.join(', ')}]) ELSE [${address}] END`;
}

/** The groups of an IPv6 address, those that `::` stands for among them. */
function groupsOf(address: string): string {
  const partOf = (part: 1 | 2): string =>
    `list_filter(string_split(split_part(${address}, '::', ${part}), ':'), lambda g: g <> '')`;
  const zeros = `list_transform(range(8 - len(${partOf(1)}) - len(${partOf(2)})), lambda n: '0')`;
  return `CASE WHEN contains(${address}, '::') THEN list_concat(list_concat(${partOf(1)}, ${zeros}), ${partOf(2)}) ELSE string_split(${address}, ':') END`;
}

function padded(groups: string): string {
  return `array_to_string(list_transform(${groups}, lambda g: lpad(g, 4, '0')), ':')`;
}
