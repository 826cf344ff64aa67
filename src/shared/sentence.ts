/** Messages as sentences of a text. */

/** With a full stop, if nothing ends it already: some messages come from other systems, with or without one. */
export function withFullStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
