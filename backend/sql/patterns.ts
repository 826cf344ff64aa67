/** What an engine makes of regular expressions: whether it takes them, and whether the empty text matches. */
import type { Dialect } from './dialect';
import { integer, text } from './literal';

/**
 * A statement with a row for each pattern: `position` in the list, `empty` true if the empty text matches, NULL if the
 * engine refuses the pattern. The engines' syntax (RE2) is not JavaScript's, and their matchers cannot run for ever.
 */
export function patternStatement(patterns: readonly string[], dialect: Dialect): string {
  const rows = patterns.map((pattern, position) => `(${integer(position)}, ${text(pattern)})`);
  return `SELECT position, TRY(${dialect.matches(`''`, 'pattern')}) AS empty FROM (VALUES ${rows.join(', ')}) v (position, pattern)`;
}
