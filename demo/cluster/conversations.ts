/** One minute of a call: which client pods talk to which peers, with how many bytes, and when exactly. */
import { protocolNumbers, type CallBlueprint } from './blueprint';
import type { End } from './ends';
import type { Randomness } from './randomness';
import type { Recorder } from './recorder';

export interface Plan {
  call: CallBlueprint;
  clients: readonly End[];
  targets: readonly End[];
  /** The peers a client is connected to at the moment. */
  connected: Map<End, End[]>;
}

/** Chance that an end's last record begins in the gap after its end (AWS: `start` may lag the packets by 60 s). */
const lateRecordChance = 0.2;
/** Within the CNI's cool-down: no next owner can be there yet. */
const latestLagSeconds = 25;
const maxBytesPerRecord = 2 ** 30;

export interface Setting {
  /** Epoch seconds of the minute's begin. */
  minute: number;
  /** Factor on the calls' mean bytes. */
  load: number;
  recorder: Recorder;
  randomness: Randomness;
}

export function talk(plan: Plan, setting: Setting): void {
  const { minute, randomness } = setting;
  const share = plan.call.share ?? 1;
  for (const client of plan.clients) {
    if (client.to <= minute || client.from >= minute + 60 || !randomness.chance(share)) {
      continue;
    }
    for (const peer of choosePeers(plan, client, setting)) {
      converse(plan.call, client, peer, setting);
    }
  }
}

/** Connections last: a client keeps its peers while they live and now and then takes another. */
function choosePeers(plan: Plan, client: End, { minute, randomness }: Setting): End[] {
  const peers = (plan.connected.get(client) ?? []).filter((peer) => peer.to > minute && !randomness.chance(0.04));
  const others = plan.targets.filter(
    (target) => target !== client && target.from <= minute && target.to > minute && !peers.includes(target)
  );
  while (peers.length < plan.call.peers && others.length > 0) {
    peers.push(...others.splice(randomness.integer(0, others.length - 1), 1));
  }
  plan.connected.set(client, peers);
  return peers;
}

function converse(call: CallBlueprint, client: End, peer: End, { minute, load, recorder, randomness }: Setting): void {
  const begin = Math.max(minute, client.from + 1, peer.from + 1);
  const end = Math.min(minute + 60, client.to, peer.to);
  if (end - begin < 2) {
    return;
  }
  const connections = randomness.integer(1, call.protocol === 'tcp' ? 3 : 1);
  const part = (load * (end - begin)) / 60 / connections;
  for (let i = 0; i < connections; i++) {
    const clientPort = randomness.integer(32768, 60999);
    const tcpFlags = call.protocol === 'tcp' ? randomness.pick([0, 0, 0, 2, 3]) : 0;
    const protocol = protocolNumbers[call.protocol];
    const start = begin + randomness.integer(0, Math.min(20, end - begin - 2));
    const last = start + randomness.integer(1, end - 1 - start);
    const ask = {
      line: { source: client, target: peer, sourcePort: clientPort, targetPort: call.port, protocol, tcpFlags },
      start,
      bytes: call.sent * part,
    };
    const answer = {
      line: {
        source: peer,
        target: client,
        sourcePort: call.port,
        targetPort: clientPort,
        protocol,
        // SYN-ACK where the other side has SYN.
        tcpFlags: tcpFlags === 0 ? 0 : tcpFlags + 16,
      },
      start: randomness.integer(start, start + 1),
      bytes: call.answered * part,
    };
    for (const { line, start: first, bytes } of call.answered > 0 ? [ask, answer] : [ask]) {
      recorder.accept({ ...line, start: first, end: last, ...volume(bytes, randomness) });
      const lag = line.source.to + randomness.integer(0, latestLagSeconds);
      if (line.source.to === end && lag < line.target.to && randomness.chance(lateRecordChance)) {
        recorder.accept({ ...line, tcpFlags: 1, start: lag, end: lag, ...volume(900, randomness) });
      }
    }
  }
}

function volume(mean: number, randomness: Randomness): { bytes: number; packets: number } {
  const wish = Math.round(mean * (0.4 + 1.2 * randomness.fraction()));
  const bytes = Math.min(maxBytesPerRecord, Math.max(64, wish));
  return { bytes, packets: Math.max(1, Math.ceil(bytes / randomness.integer(900, 1400))) };
}
