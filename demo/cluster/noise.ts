/** What else is in a flow log: image pulls, refused connections, windows without data. */
import { internetAddresses, protocolNumbers } from './blueprint';
import type { EndRegister } from './ends';
import type { Randomness } from './randomness';
import type { Recorder } from './recorder';

const scanners = ['185.220.101.34', '45.155.205.12', '92.63.197.48'];

/** @param minute epoch seconds of the minute to add to. */
export function addNoise(minute: number, recorder: Recorder, ends: EndRegister, randomness: Randomness): void {
  const nodes = ends.nodes.filter((node) => node.from <= minute && node.to >= minute + 60);
  const pods = ends.pods.filter((pod) => pod.from <= minute && pod.to >= minute + 60);
  const at = (): { start: number; end: number; sourcePort: number; protocol: number } => {
    const start = minute + randomness.integer(0, 40);
    return { start, end: start + 10, sourcePort: randomness.integer(32768, 60999), protocol: protocolNumbers.tcp };
  };
  const registry = ends.external(randomness.pick(internetAddresses));
  const puller = randomness.pick(nodes);
  const pull = { ...at(), tcpFlags: 3 };
  recorder.accept({ ...pull, source: puller, target: registry, targetPort: 443, bytes: 48_120, packets: 310 });
  recorder.accept({
    ...pull,
    source: registry,
    target: puller,
    sourcePort: 443,
    targetPort: pull.sourcePort,
    bytes: randomness.integer(2_000_000, 90_000_000),
    packets: 30_000,
  });
  for (let i = 0; i < 6; i++) {
    const refused = { ...at(), tcpFlags: 2, bytes: 40 * randomness.integer(1, 4), packets: 1 };
    const scanner = ends.external(randomness.pick(scanners));
    recorder.reject({ ...refused, source: scanner, target: randomness.pick(nodes), targetPort: 22 });
    recorder.reject({ ...refused, source: randomness.pick(pods), target: randomness.pick(pods), targetPort: 3306 });
  }
  for (let i = 0; i < 3; i++) {
    recorder.emptyWindow('no-data', randomness.pick(nodes).networkInterface ?? 0, minute);
  }
  if (randomness.chance(0.1)) {
    recorder.emptyWindow('skip-data', randomness.pick(nodes).networkInterface ?? 0, minute);
  }
}
