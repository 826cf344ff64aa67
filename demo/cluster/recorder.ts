/** Writes what one sending leaves in the flow log: the sender's egress record, the receiver's ingress record, the NAT gateway's. */
import type { End, EndRegister } from './ends';
import type { FlowTable } from './flow-table';
import type { Randomness } from './randomness';
import type { TruthRecorder } from './truth';

export const objectSeconds = 300;

export interface Sending {
  source: End;
  target: End;
  /** Epoch seconds, both included. */
  start: number;
  end: number;
  bytes: number;
  packets: number;
  sourcePort: number;
  targetPort: number;
  protocol: number;
  tcpFlags: number;
}

export interface Recorder {
  /** Records an accepted sending at every interface it passes, and tells the truth about it. */
  accept(sending: Sending): void;
  /** Records a refused sending at the source's interface (or the target's if the source is outside). */
  reject(sending: Sending): void;
  /** A window without records: nothing was sent, or AWS lost what was. */
  emptyWindow(kind: 'no-data' | 'skip-data', networkInterface: number, start: number): void;
}

interface RecorderParts {
  window: { from: number; to: number };
  records: FlowTable;
  truth: TruthRecorder;
  ends: EndRegister;
  randomness: Randomness;
}

/** traffic-path of AWS's flow log record: 1 another resource of the VPC, 8 an internet gateway (Nitro). */
const pathInside = 1;
const pathInternet = 8;

export function createRecorder({ window, records, truth, ends, randomness }: RecorderParts): Recorder {
  const lastObject = Math.ceil((window.to - window.from) / objectSeconds) - 1;
  /** Delivery is best effort: some records arrive with the next object. */
  const objectOf = (end: number): number =>
    Math.min(lastObject, Math.floor((end - window.from) / objectSeconds) + (randomness.chance(0.01) ? 1 : 0));

  // One literal of one shape: this runs for every record, and spreads cost ten times as much here.
  const record = (at: End, sending: Sending, shown: { source: number; target: number }, trafficPath: number): void => {
    records.append({
      object: objectOf(sending.end),
      networkInterface: at.networkInterface ?? 0,
      kind: 'accept',
      egress: trafficPath !== 0,
      source: shown.source,
      target: shown.target,
      packetSource: sending.source.address,
      packetTarget: sending.target.address,
      sourcePort: sending.sourcePort,
      targetPort: sending.targetPort,
      protocol: sending.protocol,
      packets: sending.packets,
      bytes: sending.bytes,
      start: sending.start,
      end: sending.end,
      tcpFlags: sending.tcpFlags,
      trafficPath,
    });
  };
  const egress = (at: End, sending: Sending, target: number, trafficPath: number): void => {
    record(at, sending, { source: at.primary, target }, trafficPath);
    truth.add(sending.source.truth, sending.target.truth, sending);
  };
  const ingress = (at: End, sending: Sending, source: number): void =>
    record(at, sending, { source, target: at.primary }, 0);

  const accept = (sending: Sending): void => {
    const { source, target, start } = sending;
    const gateway = ends.natGateway;
    if ((source.host !== null && source.host === target.host) || start < window.from || start >= window.to) {
      return;
    }
    if (target.networkInterface === null) {
      // The CNI leaves the pod's address on (AWS_VPC_K8S_CNI_EXTERNALSNAT=true); the gateway puts its own on.
      egress(source, sending, target.address, pathInside);
      ingress(gateway, sending, source.address);
      egress(gateway, { ...sending, source: gateway }, target.address, pathInternet);
    } else if (source.networkInterface === null) {
      // VPC user guide, "Traffic through a NAT gateway": the packet's source stays the internet host on the way in.
      ingress(gateway, { ...sending, target: gateway }, source.address);
      egress(gateway, sending, target.address, pathInside);
      ingress(target, sending, source.address);
    } else {
      egress(source, sending, target.address, pathInside);
      ingress(target, sending, source.address);
    }
  };

  return {
    accept,
    reject: (sending) => {
      const { source, target } = sending;
      const isOutgoing = source.networkInterface !== null;
      records.append({
        ...sending,
        object: objectOf(sending.end),
        networkInterface: (isOutgoing ? source.networkInterface : target.networkInterface) ?? 0,
        kind: 'reject',
        egress: isOutgoing,
        source: isOutgoing ? source.primary : source.address,
        target: isOutgoing ? target.address : target.primary,
        packetSource: source.address,
        packetTarget: target.address,
        trafficPath: isOutgoing ? pathInside : 0,
      });
    },
    emptyWindow: (kind, networkInterface, start) => {
      records.append({ ...emptyRecord, object: objectOf(start + 59), kind, networkInterface, start, end: start + 59 });
    },
  };
}

const emptyRecord = {
  egress: false,
  source: 0,
  target: 0,
  packetSource: 0,
  packetTarget: 0,
  sourcePort: 0,
  targetPort: 0,
  protocol: 0,
  packets: 0,
  bytes: 0,
  tcpFlags: 0,
  trafficPath: 0,
};
