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
    addressKey: (address) => `bitwise_and(from_big_endian_64(xxhash64(to_utf8(${address}))), 9223372036854775807)`,
  };
}

/** The same spellings as DuckDB's dialect makes, for the same reasons. */
function addressSpellings(address: string): string {
  const groupsOf = (part: 1 | 2): string => `filter(split(split_part(${address}, '::', ${part}), ':'), g -> g <> '')`;
  const zeros = `repeat('0', 8 - cardinality(${groupsOf(1)}) - cardinality(${groupsOf(2)}))`;
  const groups = `CASE WHEN strpos(${address}, '::') > 0 THEN concat(${groupsOf(1)}, ${zeros}, ${groupsOf(2)}) ELSE split(${address}, ':') END`;
  const whole = `array_join(${groups}, ':')`;
  const padded = `array_join(transform(${groups}, g -> lpad(g, 4, '0')), ':')`;
  const spellings = [address, whole, padded].flatMap((spelling) => [`lower(${spelling})`, `upper(${spelling})`]);
  return `CASE WHEN strpos(${address}, ':') > 0 THEN array_distinct(ARRAY[${spellings.join(', ')}]) ELSE ARRAY[${address}] END`;
}
