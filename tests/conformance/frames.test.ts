/** Every frame variant through Grafana's own decoder must come out as it went in, in Arrow and in JSON. */
import { encodeFrame } from '../../backend/frames/arrow-file';
import { frameToJson } from '../../backend/frames/frame-json';
import { frameVariants, largeFrame } from './frame-variants';
import { buildHost, decodeFrames } from './grafana-host';

jest.setTimeout(300_000);

const host = buildHost();
const withHost = host === undefined ? describe.skip : describe;

withHost('frames through the decoder of Grafana 12.4', () => {
  const all = [...frameVariants, largeFrame(5_000)];
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
