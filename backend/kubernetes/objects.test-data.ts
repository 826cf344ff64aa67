/** Pods, nodes and the streams they come in, as Kubernetes writes them; for tests. Seconds count from `epoch`. */

export const epoch = Date.UTC(2026, 2, 10, 5) / 1000;

export interface PodSketch {
  uid?: string;
  name?: string;
  namespace?: string;
  node?: string;
  ips?: string[];
  hostIp?: string;
  hostNetwork?: boolean;
  phase?: string;
  created?: number;
  startTime?: number;
  readyAt?: number;
  /** False once the pod has ended. */
  ready?: boolean;
  finishedAt?: number;
  running?: boolean;
  deletionTimestamp?: number;
  labels?: Record<string, string>;
  owner?: { kind: string; name: string };
}

export function pod(sketch: PodSketch = {}): Record<string, unknown> {
  const { uid = 'u1', name = 'web-1', namespace = 'shop', node = 'n1', ips = [], labels = { app: 'web' } } = sketch;
  const { phase = 'Running', created = 0, ready = true, running = sketch.finishedAt === undefined } = sketch;
  const terminated = sketch.finishedAt === undefined ? undefined : { finishedAt: time(sketch.finishedAt) };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      uid,
      name,
      namespace,
      labels,
      creationTimestamp: time(created),
      deletionTimestamp: time(sketch.deletionTimestamp),
      ownerReferences: sketch.owner && [{ ...sketch.owner, controller: true }],
    },
    spec: { nodeName: node, hostNetwork: sketch.hostNetwork },
    status: {
      phase,
      hostIP: sketch.hostIp,
      podIP: ips[0] ?? '',
      podIPs: ips.map((ip) => ({ ip })),
      startTime: time(sketch.startTime),
      conditions:
        sketch.readyAt === undefined
          ? []
          : [
              {
                type: 'PodReadyToStartContainers',
                status: ready ? 'True' : 'False',
                lastTransitionTime: time(sketch.readyAt),
              },
            ],
      containerStatuses: [{ name: 'main', state: running ? { running: { startedAt: null } } : { terminated } }],
    },
  };
}

export interface NodeSketch {
  uid?: string;
  name?: string;
  ips?: string[];
  created?: number;
  labels?: Record<string, string>;
  providerId?: string;
  heartbeat?: number;
}

export function node(sketch: NodeSketch = {}): Record<string, unknown> {
  const { uid = 'n-u1', name = 'n1', ips = ['10.0.0.1'], created = 0 } = sketch;
  const zone = { 'topology.k8s.aws/zone-id': 'use1-az4', 'topology.kubernetes.io/zone': 'us-east-1a' };
  return {
    kind: 'Node',
    metadata: { uid, name, labels: sketch.labels ?? zone, creationTimestamp: time(created) },
    spec: { providerID: sketch.providerId ?? 'aws:///us-east-1a/i-0abc' },
    status: {
      addresses: [
        ...ips.map((address) => ({ type: 'InternalIP', address })),
        { type: 'ExternalIP', address: '54.0.0.1' },
        { type: 'Hostname', address: name },
      ],
      conditions: [{ type: 'Ready', lastHeartbeatTime: time(sketch.heartbeat) }],
    },
  };
}

/** A line {observedAt, type, object}; without a time as kubectl's watch has it. */
export function event(at: number | null, type: string, object: unknown): Record<string, unknown> {
  return at === null ? { type, object } : { observedAt: time(at), type, object };
}

export function list(kind: string, items: unknown[], metadata: Record<string, unknown> = {}): Record<string, unknown> {
  return { apiVersion: 'v1', kind, metadata, items };
}

export function time(second: number | undefined): string | undefined {
  return second === undefined ? undefined : new Date((epoch + second) * 1000).toISOString();
}

export function jsonLines(documents: unknown[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
}
