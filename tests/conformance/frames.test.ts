/** Every frame variant through Grafana's own decoder must come out as it went in, in Arrow and in JSON. */
import type { Dimension } from '../../src/shared/dimensions';
import { encodeFrame } from '../../backend/frames/arrow-file';
import { frameToJson } from '../../backend/frames/frame-json';
import { graphFrames } from '../../backend/query/shape/graph';
import { resultOf } from '../../backend/query/shape/result.test-data';
import { seriesFrames } from '../../backend/query/shape/series';
import { exchangeFrame, matrixFrame } from '../../backend/query/shape/table';
import { frameVariants, largeFrame } from './frame-variants';
import { buildHost, decodeFrames } from './grafana-host';

jest.setTimeout(300_000);

const host = buildHost();
const withHost = host === undefined ? describe.skip : describe;

const rows = [
  { from: ['shop', 'a'], to: ['data', 'b'], bytes: 3, cost: 0.01, crossZoneBytes: 3, bucket: 0 },
  { from: ['', ''], to: ['shop', 'a'], bytes: 2, bucket: 0 },
  { isOther: true, bytes: 1, bucket: 0 },
];
const groupBy: Dimension[] = ['namespace', 'zone'];
const answers = [
  ...graphFrames(resultOf({ queryType: 'graph', groupBy }, rows), 'USD', 980),
  exchangeFrame(resultOf({ groupBy }, rows), 'EUR'),
  matrixFrame(
    resultOf({ queryType: 'matrix' }, [
      { from: ['a'], to: ['b'], bytes: 3 },
      { from: ['b'], to: [''] },
    ]),
    'USD'
  ),
  ...seriesFrames(resultOf({ queryType: 'timeseries', groupBy }, rows, 60), { from: 0, to: 60 }, 'USD'),
];

withHost('frames through the decoder of Grafana 12.4', () => {
  const all = [...frameVariants, ...answers, largeFrame(5_000)];
  const decoded = host === undefined ? [] : decodeFrames(host, all.map(encodeFrame));

  test.each(all.map((frame, index) => [frame.name, frame, decoded[index]] as const))('%s', (_, frame, answer) => {
    const expected: unknown = JSON.parse(JSON.stringify(frameToJson(frame)));
    expect(answer).toEqual({ frame: expected });
  });

  test('a file that is cut short is refused, so the comparison can fail', () => {
    const file = encodeFrame(largeFrame(10));
    const [answer] = decodeFrames(String(host), [file.subarray(0, file.length - 20)]);
    expect(answer?.error).toBeDefined();
  });
});
