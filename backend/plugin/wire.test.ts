import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import * as messages from './messages';
import { boolean, bytes, integer, many, manyTexts, message, messageMap, one, text, textMap } from './wire';

const inner = message({ name: text(1), size: integer(2) });
const all = message({
  text: text(1),
  number: integer(2),
  flag: boolean(3),
  raw: bytes(4),
  one: one(5, inner),
  many: many(6, inner),
  texts: manyTexts(7),
  map: textMap(8),
  messages: messageMap(20, inner),
});

const full = {
  text: 'ключ',
  number: -9_007_199_254_740_991,
  flag: true,
  raw: Uint8Array.of(0, 255),
  one: { name: '', size: 1 },
  many: [
    { name: 'a', size: 0 },
    { name: 'b', size: 2 ** 40 },
  ],
  texts: ['', 'x'],
  map: new Map([
    ['', 'empty key'],
    ['k', ''],
  ]),
  messages: new Map([['m', { name: 'n', size: 3 }]]),
};

describe('messages', () => {
  test('come back as they were', () => {
    const decoded = all.decode(all.encode(full));
    expect({ ...decoded, raw: [...decoded.raw] }).toEqual({ ...full, raw: [0, 255] });
  });

  test('without fields are empty, and absent fields read as defaults', () => {
    expect(all.encode(all.empty())).toHaveLength(0);
    expect(all.decode(new Uint8Array(0))).toEqual(all.empty());
    expect(all.empty()).toMatchObject({ text: '', number: 0, flag: false, one: undefined, many: [] });
  });

  test('skip fields of newer protocols and fields of another wire type', () => {
    const writer = new BinaryWriter();
    writer.tag(99, WireType.LengthDelimited).string('newer');
    writer.tag(98, WireType.Bit64).fixed64(1);
    writer.tag(1, WireType.Varint).int64(5);
    writer.tag(2, WireType.Varint).int64(7);
    expect(all.decode(writer.finish())).toEqual({ ...all.empty(), number: 7 });
  });

  test.each([
    ['a length beyond the end', [0x0a, 0x10, 0x61]],
    ['a cut varint', [0x10, 0xff]],
  ])('refuse %s', (_, wrong) => {
    expect(() => all.decode(Uint8Array.from(wrong))).toThrow();
  });

  test('carry large byte strings whole, however deep', () => {
    const file = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    const response = {
      frames: [file, file.subarray(0, 10)],
      error: 'e',
      jsonMeta: new Uint8Array(0),
      status: 200,
      errorSource: '',
    };
    const encoded = messages.queryDataResponse.encode({ responses: new Map([['A', response]]) });
    const decoded = messages.queryDataResponse.decode(encoded).responses.get('A');
    expect(decoded).toMatchObject({ error: 'e', status: 200 });
    expect(decoded?.frames.map((frame) => Buffer.compare(frame, file.subarray(0, frame.length)))).toEqual([0, 0]);
    expect(decoded?.frames.map((frame) => frame.length)).toEqual([100_000, 10]);
  });
});
