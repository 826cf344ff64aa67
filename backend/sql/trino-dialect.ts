/** Trino's words for what the engines say differently. Athena's engine version 3 is a Trino and says the same. */
import type { Dialect } from './dialect';

export function trinoDialect(name: 'athena' | 'trino'): Dialect {
  return {
    name,
    commonExpressions: 'repeated',
    mapValue: (map, key) => `element_at(${map}, ${key})`,
    // Not ^…$: in Java's syntax `$` also matches before a line feed at the end.
    matches: (text, pattern) => `regexp_like(${text}, concat('\\A(?:', ${pattern}, ')\\z'))`,
    addressSpellings,
    paddedAddress: (address) => padded(groupsOf(address)),
    addressKey: (address) => `bitwise_and(from_big_endian_64(xxhash64(to_utf8(${address}))), 9223372036854775807)`,
    digest: (text) => `CAST(from_big_endian_64(xxhash64(to_utf8(${text}))) AS decimal(38, 0))`,
  };
}

/** The same spellings as DuckDB's dialect makes, for the same reasons. */
function addressSpellings(address: string): string {
  const groups = groupsOf(address);
  const whole = `array_join(${groups}, ':')`;
  const spellings = [address, whole, padded(groups)].flatMap((spelling) => [
    `lower(${spelling})`,
    `upper(${spelling})`,
  ]);
  return `CASE WHEN strpos(${address}, ':') > 0 THEN array_distinct(ARRAY[${spellings.join(', ')}]) ELSE ARRAY[${address}] END`;
}

function groupsOf(address: string): string {
  const partOf = (part: 1 | 2): string => `filter(split(split_part(${address}, '::', ${part}), ':'), g -> g <> '')`;
  const zeros = `repeat('0', 8 - cardinality(${partOf(1)}) - cardinality(${partOf(2)}))`;
  return `CASE WHEN strpos(${address}, '::') > 0 THEN concat(${partOf(1)}, ${zeros}, ${partOf(2)}) ELSE split(${address}, ':') END`;
}

function padded(groups: string): string {
  return `array_join(transform(${groups}, g -> lpad(g, 4, '0')), ':')`;
}
