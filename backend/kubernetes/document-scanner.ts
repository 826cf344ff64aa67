/**
 * Finds where a JSON document and the items of its list begin and end, byte by byte: depth, strings and the keys of the
 * two outermost levels are all it knows. Whether what lies between is JSON, the parser says.
 */

export type Boundary =
  /** The bytes so far are used up; within the list, those before `at` are needed no more. */
  | { kind: 'more'; at: number }
  /** Just after the `[` of the list. */
  | { kind: 'list'; at: number }
  | { kind: 'item'; from: number; at: number }
  /** At the `]` of the list. */
  | { kind: 'list-end'; at: number }
  | { kind: 'document'; at: number }
  | { kind: 'wrong'; at: number; what: string };

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Bytes that mean something outside of strings. */
const meaningful = new Uint8Array(256);
for (const byte of [quote, comma, colon, openBrace, closeBrace, openBracket, closeBracket]) {
  meaningful[byte] = 1;
}

export class DocumentScanner {
  /** True from the `[` of the list on. */
  listSeen = false;
  insideList = false;
  /** Depth just inside the list: 2 for a list, 3 for the list of an event. */
  listDepth = 0;
  private depth = 0;
  private at: number;
  private inString = false;
  private keyStart = 0;
  private keyEnd = 0;
  /** The key whose value comes next. */
  private key: 'items' | 'object' | null = null;
  private insideObject = false;
  private itemStart = -1;

  constructor(start: number) {
    this.at = start;
  }

  get insideItem(): boolean {
    return this.itemStart >= 0;
  }

  /** The bytes before that index were dropped. */
  shift(by: number): void {
    this.at -= by;
    this.keyStart -= by;
    this.keyEnd -= by;
    if (this.itemStart >= 0) {
      this.itemStart -= by;
    }
  }

  next(bytes: Buffer): Boundary {
    const { length } = bytes;
    while (this.at < length) {
      if (this.inString) {
        const wrong = this.skipString(bytes);
        if (wrong !== null) {
          return { kind: 'wrong', at: wrong, what: 'a line break or control character within a text' };
        }
        continue;
      }
      let at = this.at;
      const betweenItems = this.insideList && this.depth === this.listDepth;
      while (at < length && meaningful[bytes[at] ?? 0] === 0) {
        if (betweenItems && (bytes[at] ?? 0) > 0x20) {
          return { kind: 'wrong', at, what: 'text that is not JSON' };
        }
        at++;
      }
      this.at = at;
      if (at >= length) {
        break;
      }
      const boundary = this.take(bytes, bytes[at] ?? 0);
      if (boundary) {
        return boundary;
      }
    }
    return { kind: 'more', at: this.insideItem ? this.itemStart : Math.min(this.at, length) };
  }

  /** Index of a control character, else null; leaves `at` behind the string or at the end of the bytes. */
  private skipString(bytes: Buffer): number | null {
    const { length } = bytes;
    let { at } = this;
    while (at < length) {
      const byte = bytes[at] ?? 0;
      if (byte === quote) {
        this.inString = false;
        this.keyEnd = at++;
        break;
      }
      if (byte < 0x20) {
        return at;
      }
      at += byte === backslash ? 2 : 1;
    }
    this.at = at;
    return null;
  }

  private take(bytes: Buffer, byte: number): Boundary | null {
    const at = this.at++;
    const betweenItems = this.insideList && this.depth === this.listDepth;
    switch (byte) {
      case quote:
        this.inString = true;
        if (this.depth <= 2) {
          this.keyStart = at + 1;
        }
        return betweenItems ? wrongAt(at) : null;
      case colon:
        this.key = this.keyOf(bytes);
        return betweenItems ? wrongAt(at) : null;
      case comma:
        this.key = null;
        return null;
      case openBrace:
        if (betweenItems) {
          this.itemStart = at;
        }
        this.insideObject ||= this.key === 'object';
        this.key = null;
        this.depth++;
        return null;
      case openBracket:
        return betweenItems ? wrongAt(at) : this.openArray();
      default:
        return this.close(at, byte);
    }
  }

  private keyOf(bytes: Buffer): 'items' | 'object' | null {
    const atTop = this.depth === 1;
    if (this.listSeen || !(atTop || (this.depth === 2 && this.insideObject))) {
      return null;
    }
    const key = bytes.toString('latin1', this.keyStart, this.keyEnd);
    return key === 'items' || (key === 'object' && atTop) ? key : null;
  }

  private openArray(): Boundary | null {
    const isList = this.key === 'items';
    this.key = null;
    this.depth++;
    if (!isList) {
      return null;
    }
    this.listSeen = true;
    this.insideList = true;
    this.listDepth = this.depth;
    return { kind: 'list', at: this.at };
  }

  private close(at: number, byte: number): Boundary | null {
    if (this.insideList && this.depth === this.listDepth) {
      if (byte === closeBrace) {
        return wrongAt(at);
      }
      this.insideList = false;
      this.depth--;
      return { kind: 'list-end', at };
    }
    this.depth--;
    if (this.insideList && this.depth === this.listDepth) {
      const from = this.itemStart;
      this.itemStart = -1;
      return { kind: 'item', from, at: at + 1 };
    }
    if (this.depth === 1) {
      this.insideObject = false;
    }
    return this.depth === 0 ? { kind: 'document', at: at + 1 } : null;
  }
}

function wrongAt(at: number): Boundary {
  return { kind: 'wrong', at, what: 'text that is not JSON' };
}
