import type { Frame } from '../frames/frame';
import { encodeFrame } from '../frames/arrow-file';
import { encodeFrames } from './encode-frames';

const signal = new AbortController().signal;
const frame = (rows: number): Frame => ({
  name: `${rows} rows`,
  fields: Array.from({ length: 6 }, (_, column) => ({
    name: `text ${column}`,
    type: 'string' as const,
    values: Array.from({ length: rows }, (__, row) => `value ${column} ${row}`),
  })),
});

test('frames come out as one by one, in their order', async () => {
  const frames = [frame(1), frame(0), frame(3)];
  expect(await encodeFrames(frames, signal)).toEqual(frames.map(encodeFrame));
});

test('many large answers at once leave turns of the event loop to others', async () => {
  const large = frame(50_000);
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await Promise.all(Array.from({ length: 4 }, () => encodeFrames([large], signal)));
  clearImmediate(timer);
  expect(turns).toBeGreaterThanOrEqual(4);
});

test('an abort ends it between two pieces', async () => {
  const large = frame(200_000);
  const controller = new AbortController();
  const encoding = encodeFrames([large, large], controller.signal);
  setImmediate(() => controller.abort());
  await expect(encoding).rejects.toThrow('aborted');
});
