/** Which regular expressions a filter takes: the same answer for the editor, beside the field, and for the backend. */

/** Longest regular expression: long enough for a few hundred names, short enough to compile at once. */
export const longestPattern = 10_000;

export type PatternProblem = { kind: 'too-long' } | { kind: 'look-around' } | { kind: 'syntax'; reason: string };

/** Refuses what does not compile, and what only backtracking engines can run: the engines' matchers are linear (RE2). */
export function patternProblem(pattern: string): PatternProblem | undefined {
  if (pattern.length > longestPattern) {
    return { kind: 'too-long' };
  }
  if (/\(\?(?:[=!]|<[=!])/.test(pattern) || /\\(?:[1-9]|k<)/.test(pattern)) {
    return { kind: 'look-around' };
  }
  try {
    // As it was written: in the engines' ^(?:…)$, `a)(b` would mean something else.
    new RegExp(pattern);
    return undefined;
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'syntax', reason: text.replace(/^Invalid regular expression: /, '') };
  }
}
