/** How many bytes the demo application moves, and how many of them cross zones: what ZoneFlow's answers are compared with. Pure. */

/** Pods by zone: `{ 'use1-az1': 1, 'use1-az2': 2 }`. */
export type Placement = Readonly<Record<string, number>>;

export interface Client {
  pods: Placement;
  /** Whom one request goes to: each server once, or the one that kube-proxy takes at random. */
  asks: 'each' | 'any';
  /** Seconds from one request (or round of requests) of a pod to the next. */
  periodSeconds: number;
}

export interface ExpectedTraffic {
  /** From servers to the client's pods, without headers, in an hour. */
  bytesPerHour: number;
  /** Of 1. Asked by `each` exactly, by `any` on average. */
  crossZoneShare: number;
  /** One standard deviation of the bytes that cross zones in an hour; 0 without chance. */
  deviation: number;
}

/** @param payloadBytes of one answer */
export function expectedTraffic(
  { pods, asks, periodSeconds }: Client,
  servers: Placement,
  payloadBytes: number
): ExpectedTraffic {
  const clientCount = sum(pods);
  const serverCount = sum(servers);
  const sameZonePairs = Object.entries(pods).reduce((pairs, [zone, count]) => pairs + count * (servers[zone] ?? 0), 0);
  const crossZoneShare = 1 - sameZonePairs / (clientCount * serverCount);
  const rounds = (3600 / periodSeconds) * clientCount;
  const requests = asks === 'each' ? rounds * serverCount : rounds;
  // Each request is a draw of its own: as many trials as requests, by the zone of the pod that asks.
  const variance = Object.entries(pods).reduce((total, [zone, count]) => {
    const crossing = 1 - (servers[zone] ?? 0) / serverCount;
    return total + (3600 / periodSeconds) * count * crossing * (1 - crossing);
  }, 0);
  return {
    bytesPerHour: requests * payloadBytes,
    crossZoneShare,
    deviation: asks === 'each' ? 0 : Math.sqrt(variance) * payloadBytes,
  };
}

export interface Rollout {
  /** Servers that come before those go whose place they take (`maxSurge`). */
  surge: number;
  /** From the first that comes to the last that goes. */
  seconds: number;
}

/**
 * Bytes that one rollout of the servers may add to a client's hour, or take from it. Who asks each server meets one that comes
 * besides, or misses one that goes; who asks any has one answer to each request.
 */
export function rolloutMargin({ pods, asks, periodSeconds }: Client, rollout: Rollout, payloadBytes: number): number {
  const rounds = Math.floor(rollout.seconds / periodSeconds) + 1;
  return asks === 'any' ? 0 : sum(pods) * rollout.surge * rounds * payloadBytes;
}

/** Bytes of TCP and IPv4 headers that carry a payload, as flow records count them. @param mtu 9001 inside a VPC, 1500 at least */
export function headerBytes(payloadBytes: number, mtu: number): number {
  // IP 20, TCP 20, its time stamps 12.
  const headers = 52;
  return Math.ceil(payloadBytes / (mtu - headers)) * headers;
}

function sum(placement: Placement): number {
  return Object.values(placement).reduce((total, count) => total + count, 0);
}
