/**
 * Splits a stream of bytes into JSON documents, each parsed alone; of a list (`items`, or `object.items` of an event) each
 * item alone, so that a list of gigabytes passes in the memory of one item. Reads JSON lines and pretty-printed documents
 * that follow one another, as kubectl writes them.
 */
import { ZoneFlowError } from '../errors';
import { DocumentScanner } from './document-scanner';
import { firstWrongByte } from './json-prefix';
import { isRecord, type JsonRecord } from './json-record';

export interface DocumentHandler {
  /** One element of the list of the document being read. */
  item(item: JsonRecord): void;
  /** A whole document, after its items; if they were delivered one by one, its list is empty. `line`: at which it ends. */
  document(document: JsonRecord, line: number): void;
  /** The stream ended within a list: its items so far were delivered, the document is what came before the list. */
  cut(document: JsonRecord): void;
}

/** Where a stream ended in the middle of something. */
export interface Truncation {
  /** Byte offset (after decompression) at which the incomplete part begins. */
  offset: number;
  line: number;
}

/** API server objects are at most about 3 MB (etcd's limit); what is larger is no object. */
const largestObject = 32 * 1024 * 1024;
/** Lines beyond this are split rather than parsed whole. */
const longestLine = 4 * 1024 * 1024;

const notJson = 'text that is not JSON';
const newline = 0x0a;
const space = 0x20;
const openBrace = 0x7b;
const closeBrace = 0x7d;

export class DocumentSplitter {
  private readonly name: string;
  private readonly handler: DocumentHandler;
  private bytes: Buffer = Buffer.alloc(0);
  /** Where the next document begins, or the one that is being scanned. */
  private start = 0;
  /** Absolute position of bytes[0], and newlines before `start`. */
  private offset = 0;
  private line = 1;
  private scanner: DocumentScanner | null = null;
  private head: Buffer[] = [];

  /** @param name of the stream, for messages */
  constructor(name: string, handler: DocumentHandler) {
    this.name = name;
    this.handler = handler;
  }

  /** Errors: bad_input, naming stream, byte offset and line. */
  push(chunk: Buffer): void {
    this.append(chunk);
    while (this.scanner ? this.scanOn(this.scanner) : this.begin(false)) {
      // Each turn delivers a document or an item.
    }
    if (this.bytes.length - this.start > largestObject) {
      const wrong = firstWrongByte(this.bytes.subarray(this.start));
      this.failAt(wrong ?? 0, wrong === null ? 'an object of more than 32 MB' : notJson);
    }
  }

  /** Null if the stream ended between documents. Errors: bad_input. */
  end(): Truncation | null {
    while (this.scanner ? this.scanOn(this.scanner) : this.begin(true)) {
      // What waited for the end of its line.
    }
    if (!this.scanner) {
      return null;
    }
    const { listSeen, insideList, insideItem, listDepth } = this.scanner;
    // Behind its list the document goes on from the `[` that its head ends with.
    const head = Buffer.concat(insideList ? [] : this.head);
    const wrong =
      insideList && !insideItem ? null : firstWrongByte(Buffer.concat([head, this.bytes.subarray(this.start)]));
    if (wrong !== null) {
      this.failAt(wrong - head.length, notJson);
    }
    if (listSeen) {
      this.handler.cut(this.parsed(Buffer.concat([...this.head, Buffer.from(`]${'}'.repeat(listDepth - 1)}`)])));
    }
    return { offset: this.offset + this.start, line: this.line };
  }

  private append(chunk: Buffer): void {
    const rest = this.bytes.subarray(this.start);
    this.scanner?.shift(this.start);
    this.offset += this.start;
    this.start = 0;
    this.bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  }

  /** Begins a document; true if one was delivered or is to be scanned, false if more bytes are needed. */
  private begin(atEnd: boolean): boolean {
    const { bytes } = this;
    let byte = bytes[this.start];
    while (byte !== undefined && byte <= space) {
      if (byte === newline) {
        this.line++;
      } else if (byte !== space && byte !== 0x0d && byte !== 0x09) {
        break;
      }
      byte = bytes[++this.start];
    }
    if (byte === undefined) {
      return false;
    }
    if (byte !== openBrace) {
      this.failAt(0, 'text that is not a JSON object');
    }
    const lineEnd = bytes.indexOf(newline, this.start);
    if (lineEnd < 0 && !atEnd && bytes.length - this.start < longestLine) {
      return false;
    }
    if (lineEnd >= 0 && this.parsedLine(lineEnd)) {
      return true;
    }
    this.scanner = new DocumentScanner(this.start);
    return true;
  }

  /** The fast path: a line that is a document by itself. */
  private parsedLine(lineEnd: number): boolean {
    let end = lineEnd;
    while ((this.bytes[end - 1] ?? 0) <= space) {
      end--;
    }
    if (end - this.start < 3 || end - this.start > longestLine || this.bytes[end - 1] !== closeBrace) {
      return false;
    }
    let document: unknown;
    try {
      document = JSON.parse(this.bytes.toString('utf8', this.start, end));
    } catch {
      return false; // several documents on the line, or the scanner will say what is wrong
    }
    this.start = lineEnd;
    if (isRecord(document)) {
      this.deliver(document);
    }
    return true;
  }

  private deliver(document: JsonRecord): void {
    const object = isRecord(document.object) ? document.object : document;
    if (Array.isArray(object.items)) {
      object.items.filter(isRecord).forEach((item) => this.handler.item(item));
    }
    this.handler.document(document, this.line);
  }

  /** Goes on to the next boundary; false if more bytes are needed. */
  private scanOn(scanner: DocumentScanner): boolean {
    const boundary = scanner.next(this.bytes);
    switch (boundary.kind) {
      case 'more':
        if (scanner.insideList) {
          this.advance(boundary.at);
        }
        return false;
      case 'list':
        this.head.push(Buffer.from(this.bytes.subarray(this.start, boundary.at)));
        this.advance(boundary.at);
        return true;
      case 'item':
        this.advance(boundary.from);
        this.handler.item(this.parsed(this.bytes.subarray(this.start, boundary.at)));
        this.advance(boundary.at);
        return true;
      case 'list-end':
        this.advance(boundary.at);
        return true;
      case 'document': {
        const tail = this.bytes.subarray(this.start, boundary.at);
        const streamed = scanner.listSeen;
        const document = this.parsed(streamed ? Buffer.concat([...this.head, tail]) : tail);
        this.advance(boundary.at);
        this.scanner = null;
        this.head = [];
        if (streamed) {
          this.handler.document(document, this.line);
        } else {
          this.deliver(document);
        }
        return true;
      }
      case 'wrong':
        this.failAt(boundary.at - this.start, boundary.what);
    }
  }

  private advance(to: number): void {
    this.line += newlines(this.bytes, this.start, to);
    this.start = to;
  }

  private parsed(bytes: Buffer): JsonRecord {
    try {
      const value: unknown = JSON.parse(bytes.toString('utf8'));
      return isRecord(value) ? value : {};
    } catch {
      return this.failAt(firstWrongByte(bytes) ?? 0, notJson);
    }
  }

  private failAt(index: number, what: string): never {
    const at = this.start + Math.min(index, this.bytes.length - this.start);
    const line = this.line + newlines(this.bytes, this.start, at);
    throw new ZoneFlowError('bad_input', `${this.name} has ${what} at byte ${this.offset + at}, line ${line}`, {
      remedy: 'Give the output of kubectl get with -o json (not yaml, wide or a table), whole; nothing was imported.',
    });
  }
}

function newlines(bytes: Buffer, from: number, to: number): number {
  const part = bytes.subarray(from, to);
  let count = 0;
  for (let at = part.indexOf(newline); at >= 0; at = part.indexOf(newline, at + 1)) {
    count++;
  }
  return count;
}
