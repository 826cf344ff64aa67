/** Watch events of a busy cluster, about 2 kB each as the API server sends them, made one by one. */

const namespaces = ['shop', 'payments', 'media', 'data', 'web', 'search', 'kube-system', 'observability'];
const firstSecond = Date.UTC(2026, 2, 10) / 1000;
/** Events of one pod's life: created, scheduled, started, terminating, deleted. */
const eventsPerPod = 5;
const podsAlive = 20_000;

/** JSON lines {observedAt, type, object}; `count` of them, 20,000 pods alive at a time, 40 events a second. */
export function* podEventLines(count: number): Generator<string> {
  for (let index = 0; index < count; index++) {
    const second = firstSecond + Math.floor(index / 40);
    const stage = index % eventsPerPod;
    // Ends belong to pods that began long ago, so that the cluster keeps its size.
    const turn = Math.floor(index / eventsPerPod);
    const pod = stage < 3 ? turn : turn - podsAlive;
    if (pod >= 0) {
      yield `${JSON.stringify({ observedAt: iso(second), type: typeOf(stage), object: podAt(pod, stage, { second, created: createdAt(pod) }) })}\n`;
    }
  }
}

function typeOf(stage: number): string {
  return stage === 0 ? 'ADDED' : stage === eventsPerPod - 1 ? 'DELETED' : 'MODIFIED';
}

function createdAt(index: number): number {
  return firstSecond + Math.floor((index * eventsPerPod) / 40);
}

/** A pod at a stage of its life; epoch seconds. */
export function podAt(
  index: number,
  stage: number,
  { second, created }: { second: number; created: number }
): Record<string, unknown> {
  const app = `app-${index % 400}`;
  const hash = (1_000_000_000 + (index % 4_000)).toString(36);
  const namespace = namespaces[index % namespaces.length];
  const terminating = stage >= 3;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${hash}-${index.toString(36).padStart(5, '0')}`,
      namespace,
      uid: `${index.toString(16).padStart(8, '0')}-1e33-4c5a-8cb4-f0f3c2b13eac`,
      resourceVersion: String(1_000 + index * eventsPerPod + stage),
      creationTimestamp: iso(created),
      ...(terminating && { deletionTimestamp: iso(second + 30), deletionGracePeriodSeconds: 30 }),
      labels: { app, 'pod-template-hash': hash, team: `team-${index % 30}`, 'app.kubernetes.io/version': '1.4.2' },
      annotations: { 'prometheus.io/scrape': 'true', 'checksum/config': 'a'.repeat(64) },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${app}-${hash}`, uid: 'c422ff91', controller: true },
      ],
    },
    spec: {
      ...(stage > 0 && { nodeName: `ip-10-0-${index % 250}-10.ec2.internal` }),
      containers: [container('main'), container('proxy')],
      serviceAccountName: app,
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }],
      volumes: [{ name: 'config', configMap: { name: app } }],
    },
    status: stage < 2 ? { phase: 'Pending', conditions: [] } : statusOf(index, created),
  };
}

function container(name: string): unknown {
  return {
    name,
    image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${name}:1.4.2`,
    env: ['HOST', 'PORT', 'LEVEL', 'REGION'].map((key) => ({ name: key, value: 'some-value-of-a-variable' })),
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    resources: { limits: { cpu: '500m', memory: '512Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
  };
}

function statusOf(index: number, created: number): unknown {
  const ip = `10.${1 + (index % 200)}.${(index >> 8) % 250}.${index % 256}`;
  const started = iso(created + 3);
  return {
    phase: 'Running',
    hostIP: `10.0.${index % 250}.10`,
    hostIPs: [{ ip: `10.0.${index % 250}.10` }],
    podIP: ip,
    podIPs: [{ ip }],
    startTime: iso(created + 1),
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: started,
      })
    ),
    containerStatuses: ['main', 'proxy'].map((name) => ({
      name,
      ready: true,
      restartCount: 0,
      imageID: `sha256:${'0123456789abcdef'.repeat(4)}`,
      state: { running: { startedAt: started } },
    })),
  };
}

function iso(second: number): string {
  return new Date(second * 1000).toISOString().replace('.000', '');
}
