/** Keeps one copy of texts that come again and again: a million events repeat a few thousand names. */
export class TextPool {
  private readonly texts = new Map<string, string>();

  same(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) {
      return known;
    }
    this.texts.set(text, text);
    return text;
  }
}
