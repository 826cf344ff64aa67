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

/** @param load factor on the call's mean bytes. */
export function talk(plan: Plan, minute: number, load: number, recorder: Recorder, randomness: Randomness): void {
  const share = plan.call.share ?? 1;
  for (const client of plan.clients) {
    if (client.to <= minute || client.from >= minute + 60 || !randomness.chance(share)) {
      continue;
    }
    for (const peer of choosePeers(plan, client, minute, randomness)) {
      converse(plan.call, client, peer, { minute, load }, recorder, randomness);
    }
  }
}

/** Connections last: a client keeps its peers while they live and now and then takes another. */
function choosePeers(plan: Plan, client: End, minute: number, randomness: Randomness): End[] {
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

function converse(
  call: CallBlueprint,
  client: End,
  peer: End,
  { minute, load }: { minute: number; load: number },
  recorder: Recorder,
  randomness: Randomness
): void {
  const begin = Math.max(minute, client.from + 1, peer.from + 1);
  const end = Math.min(minute + 60, client.to, peer.to);
  if (end - begin < 2) {
    return;
  }
  const part = (load * (end - begin)) / 60;
  const connections = randomness.chance(0.35) ? 2 : 1;
  for (let i = 0; i < connections; i++) {
    const sourcePort = randomness.integer(32768, 60999);
    const protocol = protocolNumbers[call.protocol];
    const start = begin + randomness.integer(0, Math.min(20, end - begin - 2));
    const last = start + randomness.integer(1, end - 1 - start);
    const tcpFlags = call.protocol === 'tcp' ? randomness.pick([0, 0, 0, 2, 3]) : 0;
    const ask = { source: client, target: peer, sourcePort, targetPort: call.port, protocol, tcpFlags };
    const answerFlags = tcpFlags === 0 ? 0 : tcpFlags | 16;
    const answer = {
      source: peer,
      target: client,
      sourcePort: call.port,
      targetPort: sourcePort,
      protocol,
      tcpFlags: answerFlags,
    };
    recorder.accept({ ...ask, start, end: last, ...volume((call.sent * part) / connections, randomness) });
    if (call.answered > 0) {
      const answered = volume((call.answered * part) / connections, randomness);
      recorder.accept({ ...answer, start: randomness.integer(start, start + 1), end: last, ...answered });
    }
    for (const late of [ask, ...(call.answered > 0 ? [answer] : [])]) {
      const lag = late.source.to + randomness.integer(0, latestLagSeconds);
      if (late.source.to === end && lag < late.target.to && randomness.chance(lateRecordChance)) {
        recorder.accept({ ...late, tcpFlags: 1, start: lag, end: lag, ...volume(900, randomness) });
      }
    }
  }
}

function volume(mean: number, randomness: Randomness): { bytes: number; packets: number } {
  const wish = Math.round(mean * (0.4 + 1.2 * randomness.fraction()));
  const bytes = Math.min(maxBytesPerRecord, Math.max(64, wish));
  return { bytes, packets: Math.max(1, Math.ceil(bytes / randomness.integer(900, 1400))) };
}
