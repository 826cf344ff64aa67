/** The rules of a right number, written a second time and record by record: what the statement is held against. */
import type { FlowRecord, InterfaceHolding, NodeHolding, PodHolding, SubnetFact } from './memory-data';

export interface End {
  /** `pod`, `node`, a kind of AWS resources, `unattributed` or `external`. */
  kind: string;
  namespace: string;
  workload: string;
  pod: string;
  node: string;
  zone: string;
  labels: Record<string, string>;
  ambiguous: boolean;
}

interface Holding {
  uid: string;
  /** Cluster and zone name of a node without a known zone ID, else empty. */
  hint: string;
  started: number;
  ended: number | null;
  end: End;
}

const lag = 60;

const unknownEnd: End = {
  kind: 'unattributed',
  namespace: '',
  workload: '',
  pod: '',
  node: '',
  zone: '',
  labels: {},
  ambiguous: false,
};

/** Attributes addresses at instants as design rule 1 says: the last start wins, 60 s of an unowned gap belong to the owner before. */
export function createAttribution(
  data: {
    records: FlowRecord[];
    pods: PodHolding[];
    nodes: NodeHolding[];
    interfaces?: InterfaceHolding[];
    subnets?: SubnetFact[];
  },
  range: { from: number; to: number }
): {
  endAt: (address: string, time: number) => End;
} {
  const zoneOfName = (cluster: string, name: string): string =>
    data.nodes
      .filter((node) => node.cluster === cluster && node.zone_name === name && name !== '' && node.zone_id !== '')
      .map((node) => node.zone_id)
      .sort()
      .at(-1) ?? '';
  const zoneOfNode = (cluster: string, name: string): string =>
    data.nodes
      .filter((node) => node.cluster === cluster && node.node === name)
      .map((node) => node.zone_id || zoneOfName(cluster, node.zone_name))
      .sort()
      .at(-1) ?? '';
  const hintOf = (cluster: string, name: string): string => {
    const names = data.nodes
      .filter((node) => node.cluster === cluster && node.node === name)
      .map((node) => node.zone_name);
    const zoneName = names.sort().at(-1) ?? '';
    return zoneOfNode(cluster, name) === '' && zoneName !== '' ? `${cluster}/${zoneName}` : '';
  };
  const seenZone = (address: string): string => {
    const counts = new Map<string, number>();
    for (const record of data.records) {
      if (record.pkt_srcaddr === address && record.flow_direction === 'egress' && record.az_id) {
        counts.set(String(record.az_id), (counts.get(String(record.az_id)) ?? 0) + 1);
      }
    }
    return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))[0]?.[0] ?? '';
  };
  const zoneOfSubnet = (address: string): string => {
    const zones = new Set((data.subnets ?? []).filter(({ cidr }) => holds(cidr, address)).map((one) => one.zone_id));
    return zones.size === 1 ? ([...zones][0] ?? '') : '';
  };
  const holdings = new Map<string, Holding[]>();
  const add = (address: string, holding: Holding): void => {
    holdings.set(address, [...(holdings.get(address) ?? []), holding]);
  };
  // Who held an address only before or after the range says nothing of it.
  const alive = ({ started, ended }: { started: number; ended: number | null }): boolean =>
    started < range.to && (ended ?? Infinity) + lag > range.from;
  for (const { namespace, workload, pod, node, cluster, labels, ...rest } of data.pods.filter(alive)) {
    const zone = zoneOfNode(cluster, node) || zoneOfSubnet(rest.address);
    add(rest.address, {
      ...rest,
      hint: zone === '' ? hintOf(cluster, node) : '',
      end: { kind: 'pod', namespace, workload, pod, node, zone, labels, ambiguous: false },
    });
  }
  for (const { node, cluster, ...rest } of data.nodes.filter(alive)) {
    const zone = zoneOfNode(cluster, node) || zoneOfSubnet(rest.address);
    const end: End = { kind: 'node', namespace: '', workload: '', pod: '', node, zone, labels: {}, ambiguous: false };
    add(rest.address, { ...rest, uid: '', hint: zone === '' ? hintOf(cluster, node) : '', end });
  }
  // An interface has what pods and nodes leave of its time.
  const owned = new Map([...holdings].map(([address, list]) => [address, [...list]]));
  for (const { interface_id: uid, address, kind, name, zone_id: ownZone, ...times } of data.interfaces ?? []) {
    if (!alive(times)) {
      continue;
    }
    const zone = ownZone || zoneOfSubnet(address);
    const end: End = { ...unknownEnd, kind, workload: name, zone };
    for (const { started, ended } of leftOf(times, owned.get(address) ?? [])) {
      add(address, { uid, hint: '', started, ended, end });
    }
  }
  for (const list of holdings.values()) {
    list.sort(
      (left, right) => left.started - right.started || (left.uid < right.uid ? -1 : left.uid > right.uid ? 1 : 0)
    );
  }
  // What most addresses of such nodes show holds for all of them.
  const shown = new Map<string, Map<string, Set<string>>>();
  for (const [address, list] of holdings) {
    const held = list.filter((one, index) => {
      const next = list[index + 1]?.started ?? range.to;
      return one.started < next && next > range.from;
    });
    const isZoneless = list.every((one) => one.end.zone === '');
    const hints = [
      ...held.map((one) => one.hint),
      ...(isZoneless
        ? [
            list
              .map((one) => one.hint)
              .sort()
              .at(-1) ?? '',
          ]
        : []),
    ];
    for (const hint of hints.filter((one) => one !== '')) {
      const zones = shown.get(hint) ?? new Map<string, Set<string>>();
      const zone = seenZone(address);
      if (zone !== '') {
        zones.set(zone, (zones.get(zone) ?? new Set()).add(address));
      }
      shown.set(hint, zones);
    }
  }
  const zoneOfHint = (hint: string): string =>
    [...(shown.get(hint) ?? [])].sort(([a, m], [b, n]) => n.size - m.size || (a < b ? -1 : 1))[0]?.[0] ?? '';
  return {
    endAt(address, time) {
      const list = holdings.get(address);
      if (list === undefined) {
        return /^(10|192\.168)\./.test(address)
          ? { ...unknownEnd, zone: zoneOfSubnet(address) || seenZone(address) }
          : { ...unknownEnd, kind: 'external' };
      }
      const index = list.findLastIndex((holding) => holding.started <= time);
      const holding = list[index];
      const knownZone = (zone: string, hint: string): string => zone || zoneOfHint(hint) || seenZone(address);
      const greatest = (texts: string[]): string => texts.sort().at(-1) ?? '';
      const addressZone = knownZone(greatest(list.map((one) => one.end.zone)), greatest(list.map((one) => one.hint)));
      const next = list[index + 1]?.started ?? Infinity;
      const end = Math.min(holding?.ended ?? Infinity, next);
      if (holding === undefined || time >= Math.min(end === next ? end : end + lag, next)) {
        return { ...unknownEnd, zone: addressZone };
      }
      const earlierEnd = Math.max(-Infinity, ...list.slice(0, index).map((one) => one.ended ?? -Infinity));
      return {
        ...holding.end,
        zone: knownZone(holding.end.zone, holding.hint),
        ambiguous: time >= end || time < earlierEnd,
      };
    },
  };
}

interface Times {
  started: number;
  ended: number | null;
}

/** The stretches of an interval in which none of the owners holds, second by second where that can change. */
function leftOf({ started, ended }: Times, owners: readonly Times[]): Times[] {
  const isFree = (second: number): boolean =>
    second >= started &&
    second < (ended ?? Infinity) &&
    !owners.some((owner) => owner.started <= second && second < (owner.ended ?? Infinity));
  const changes = [started, ...owners.flatMap((owner) => [owner.started, owner.ended ?? Infinity]), ended ?? Infinity];
  const bounds = [...new Set(changes)].filter(Number.isFinite).sort((left, right) => left - right);
  const found: Times[] = [];
  bounds.forEach((bound, index) => {
    if (!isFree(bound)) {
      return;
    }
    const next = bounds[index + 1] ?? null;
    const last = found.at(-1);
    if (last !== undefined && last.ended === bound) {
      last.ended = next;
    } else {
      found.push({ started: bound, ended: next });
    }
  });
  return found;
}

/** Whether a block of IPv4 or (up to /64, of the addresses these tests use) IPv6 holds the address. */
function holds(cidr: string, address: string): boolean {
  const [block = '', length = '0'] = cidr.split('/');
  if (block.includes(':') || address.includes(':')) {
    return address.startsWith(block.replace(/::$/, ':'));
  }
  const bits = (text: string): string =>
    text
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  return bits(block).slice(0, Number(length)) === bits(address).slice(0, Number(length));
}
