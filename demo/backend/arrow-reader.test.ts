import { encodeFrame } from '../../backend/frames/arrow-file';
import type { Frame } from '../../backend/frames/frame';
import { readFrame } from './arrow-reader';

const frame: Frame = {
  name: 'exchanges',
  refId: 'A',
  meta: { type: 'table', custom: { coverage: { bytes: 7 } } },
  fields: [
    { name: 'namespace', type: 'string', values: ['shop', null, 'médiá', ''] },
    { name: 'bytes', type: 'integer', values: [1, 2 ** 53 - 1, null, -5], config: { unit: 'bytes' } },
    { name: 'cost', type: 'number', values: [0.5, null, -1e300, 0], labels: { zone: 'use1-az4' } },
    { name: 'time', type: 'time', values: [1_770_000_000_123, 0, null, -1] },
    { name: 'known', type: 'boolean', values: [true, false, null, true] },
    { name: 'detail', type: 'json', values: [{ a: [1] }, 'text', null, 3] },
  ],
};

describe('readFrame', () => {
  it('gives back every type, with nulls, labels, config and meta', () => {
    expect(readFrame(encodeFrame(frame))).toEqual(frame);
  });

  it('gives back frames without rows and without fields', () => {
    const empty: Frame = { name: 'none', refId: 'B', fields: [{ name: 'a', type: 'string', values: [] }] };
    expect(readFrame(encodeFrame(empty))).toEqual(empty);
    expect(readFrame(encodeFrame({ name: '', refId: 'C', fields: [] })).fields).toEqual([]);
  });

  it('reads a file that lies inside a larger buffer', () => {
    const bytes = encodeFrame(frame);
    const padded = new Uint8Array(bytes.length + 13);
    padded.set(bytes, 13);
    expect(readFrame(padded.subarray(13))).toEqual(frame);
  });

  it('refuses what is no Arrow file', () => {
    expect(() => readFrame(new Uint8Array(64))).toThrow('not an Arrow file');
  });
});
