/** HTML text in which nothing but this file's own templates is markup: every value goes through one escape. */

/** Text that is markup; only `html` and `asMarkup` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | readonly Markup[];

/** A template whose values are escaped, but for those that are markup already. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Markup {
  const text = parts.map((part, index) => `${part}${index < values.length ? textOf(values[index] ?? '') : ''}`);
  return new Markup(text.join(''));
}

/** For text that this program wrote itself: a style sheet, a drawing of the chart library. */
export function asMarkup(text: string): Markup {
  return new Markup(text);
}

export const nothing = new Markup('');

/**
 * Text as it is safe in an element and in a quoted attribute. A name cannot turn the direction of what follows it: see
 * `plainText`.
 */
function escapeText(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Control characters, those that turn the direction of text, and halves of broken pairs, each as U+FFFD. */
export function plainText(text: string): string {
  return text
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufffe\uffff]/gu, '\ufffd')
    .replace(/\p{Cs}/gu, '\ufffd');
}

function textOf(value: Value): string {
  if (value instanceof Markup) {
    return value.text;
  }
  return typeof value === 'object' ? value.map((part) => part.text).join('') : escapeText(String(value));
}
