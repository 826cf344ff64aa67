import { DocumentSplitter, type Truncation } from './document-splitter';
import type { JsonRecord } from './json-record';

interface Split {
  delivered: Array<[string, unknown]>;
  truncation: Truncation | null;
}

function split(text: string, chunk = text.length): Split {
  const delivered: Split['delivered'] = [];
  const splitter = new DocumentSplitter('pods.json', {
    item: (item) => delivered.push(['item', item]),
    document: (document) => delivered.push(['document', withoutItems(document)]),
    cut: (document) => delivered.push(['cut', document]),
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunk) {
    splitter.push(bytes.subarray(at, at + chunk));
  }
  return { delivered, truncation: splitter.end() };
}

/** A list that was parsed whole and one that was split are the same to the handler. */
function withoutItems(document: JsonRecord): JsonRecord {
  const text = JSON.stringify(document, (key, value: unknown) => (key === 'items' ? [] : value));
  return JSON.parse(text) as JsonRecord;
}

const pod = (name: string) => ({ kind: 'Pod', metadata: { name, note: 'a "quoted" \\ {[,:]} text é' } });
const event = { observedAt: '2026-03-10T05:00:00Z', type: 'ADDED', object: pod('a') };
const list = { apiVersion: 'v1', items: [pod('a'), pod('b')], kind: 'List', metadata: { resourceVersion: '' } };
const listEvent = { observedAt: '2026-03-10T05:00:00Z', type: 'LIST', object: { ...list, kind: 'PodList' } };
const empty = { items: [], kind: 'PodList' };
const other = { kind: 'Status', items: null, list: [[1, 2], { items: [{ x: 1 }] }], object: 'x' };

const lines = (...values: unknown[]) => values.map((value) => JSON.stringify(value) + '\n').join('');
const pretty = (...values: unknown[]) => values.map((value) => JSON.stringify(value, null, 4) + '\n').join('');
const ofList = [
  ['item', pod('a')],
  ['item', pod('b')],
];

describe.each([1, 2, 3, 7, 64, 1_000_000])('in chunks of %i bytes', (chunk) => {
  test.each([
    ['JSON lines', lines(event, listEvent, event)],
    ['JSON lines with CR LF and empty lines', lines(event, listEvent, event).replaceAll('\n', '\r\n\n')],
    ['JSON lines without a last line break', lines(event, listEvent, event).trimEnd()],
    ['pretty-printed documents', pretty(event, listEvent, event)],
    ['documents without anything between them', lines(event, listEvent, event).replaceAll('\n', '')],
  ])('%s are delivered one by one', (_, text) => {
    const { delivered, truncation } = split(text, chunk);
    expect(delivered).toEqual([
      ['document', event],
      ...ofList,
      ['document', withoutItems(listEvent)],
      ['document', event],
    ]);
    expect(truncation).toBeNull();
  });

  test('lists, empty lists and what only looks like one', () => {
    expect(split(pretty(list, empty, other), chunk).delivered).toEqual([
      ...ofList,
      ['document', withoutItems(list)],
      ['document', empty],
      ['document', withoutItems(other)],
    ]);
  });

  test('every cut keeps what is whole and says where the rest begins', () => {
    const before = pretty(event);
    const text = before + pretty(listEvent).trimEnd();
    for (let length = before.length + 1; length < text.length; length += 5) {
      const { delivered, truncation } = split(text.slice(0, length), chunk);
      expect(delivered[0]).toEqual(['document', event]);
      expect(delivered.slice(1).filter(([kind]) => kind === 'item')).toEqual(
        ofList.slice(0, delivered.filter(([kind]) => kind === 'item').length)
      );
      expect(truncation?.offset).toBeGreaterThanOrEqual(Buffer.byteLength(before) - 1);
      expect(truncation?.line).toBeGreaterThanOrEqual(before.split('\n').length - 1);
      if (delivered.length > 1) {
        expect(delivered.at(-1)).toEqual(['cut', { ...listEvent, object: { apiVersion: 'v1', items: [] } }]);
      }
    }
  });

  test.each([
    ['a line cut in the middle, then another', lines(event).slice(0, 60) + '\n' + lines(event, event), 61, 2],
    ['an object cut between members, then another', '{"a":{"b":1,\n' + lines(event), 13, 2],
    ['text after a document', lines(event) + 'oops\n' + lines(event), Buffer.byteLength(lines(event)), 2],
    ['text between items', '{"items":[{"a":1},\n oops {"b":2}]}', 20, 2],
    ['a wrong item', '{"items":[{"a":1},\n{"b":oops}]}', 24, 2],
    ['yaml', 'apiVersion: v1\nitems: []\n', 0, 1],
    ['zeros', lines(event) + '\0\0\0', Buffer.byteLength(lines(event)), 2],
    ['a brace too many', '{"a":1}}\n', 7, 1],
    ['the end of a list that never began', '{"items":[{"a":1}}', 17, 1],
  ])('%s is bad input', (_, text, offset, line) => {
    expect(() => split(text, chunk)).toThrow(new RegExp(`^pods.json has .* at byte ${offset}, line ${line}$`));
  });
});

test('a garbled start of a large file is found, not taken for a cut end', () => {
  const text = '{"a":1 ' + lines(event).repeat(200_000);
  expect(() => split(text, 1 << 20)).toThrow(/not JSON at byte 7, line 1/);
});
