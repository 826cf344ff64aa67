/** What runs in the demo cluster and who talks to whom: plain data, the only place to change to get another cluster. */

export interface ZoneBlueprint {
  id: string;
  /** The account's own name of the zone: in another order than the IDs, as in real accounts. */
  name: string;
  subnet: string;
  /** First three octets of node addresses. */
  prefix: string;
}

export const region = 'us-east-1';
export const accountId = '123456789012';
export const vpcId = 'vpc-0d9c3f6a1be240715';
export const zones: readonly ZoneBlueprint[] = [
  { id: 'use1-az4', name: 'us-east-1b', subnet: 'subnet-0a41f7c3e95d2b860', prefix: '10.20.16' },
  { id: 'use1-az6', name: 'us-east-1c', subnet: 'subnet-0c87e21b5fd034a96', prefix: '10.20.32' },
  { id: 'use1-az1', name: 'us-east-1a', subnet: 'subnet-0f3b9d6078ac5e142', prefix: '10.20.48' },
];

export interface WorkloadBlueprint {
  namespace: string;
  name: string;
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob';
  /** Pods of a Deployment or StatefulSet; a DaemonSet has one a node, a CronJob one a run. */
  replicas?: number;
  hostNetwork?: boolean;
  /** Pods without any label exist, too. */
  labels?: Record<string, string>;
  /** Minutes between two runs of a CronJob. */
  everyMinutes?: number;
  /** Minutes between two rollouts. */
  rolloutMinutes?: number;
}

const team = (name: string, teamName: string): Record<string, string> => ({
  app: name,
  'app.kubernetes.io/name': name,
  team: teamName,
});

export const workloads: readonly WorkloadBlueprint[] = [
  { namespace: 'shop', name: 'web', kind: 'Deployment', replicas: 6, rolloutMinutes: 35, labels: team('web', 'store') },
  {
    namespace: 'shop',
    name: 'cart',
    kind: 'Deployment',
    replicas: 4,
    rolloutMinutes: 55,
    labels: team('cart', 'store'),
  },
  { namespace: 'shop', name: 'catalog', kind: 'Deployment', replicas: 4, labels: team('catalog', 'store') },
  {
    namespace: 'shop',
    name: 'search',
    kind: 'Deployment',
    replicas: 4,
    labels: { 'app.kubernetes.io/name': 'search' },
  },
  { namespace: 'shop', name: 'cart-cache', kind: 'StatefulSet', replicas: 3, labels: team('cart-cache', 'store') },
  {
    namespace: 'payments',
    name: 'api',
    kind: 'Deployment',
    replicas: 4,
    rolloutMinutes: 45,
    labels: team('api', 'pay'),
  },
  { namespace: 'payments', name: 'fraud', kind: 'Deployment', replicas: 3, labels: team('fraud', 'risk') },
  { namespace: 'media', name: 'api', kind: 'Deployment', replicas: 3, labels: team('api', 'media') },
  {
    namespace: 'media',
    name: 'feed',
    kind: 'Deployment',
    replicas: 5,
    rolloutMinutes: 30,
    labels: team('feed', 'media'),
  },
  { namespace: 'media', name: 'thumbnails', kind: 'Deployment', replicas: 3 },
  {
    namespace: 'data',
    name: 'kafka',
    kind: 'StatefulSet',
    replicas: 3,
    rolloutMinutes: 80,
    labels: team('kafka', 'data'),
  },
  { namespace: 'data', name: 'postgres', kind: 'StatefulSet', replicas: 3, labels: team('postgres', 'data') },
  { namespace: 'data', name: 'etl', kind: 'CronJob', everyMinutes: 5, labels: team('etl', 'data') },
  { namespace: 'data', name: 'report', kind: 'CronJob', everyMinutes: 3, labels: { team: 'data' } },
  {
    namespace: 'monitoring',
    name: 'prometheus',
    kind: 'StatefulSet',
    replicas: 2,
    labels: team('prometheus', 'platform'),
  },
  { namespace: 'monitoring', name: 'statsd', kind: 'Deployment', replicas: 2, labels: team('statsd', 'platform') },
  { namespace: 'monitoring', name: 'fluent-bit', kind: 'DaemonSet', labels: team('fluent-bit', 'platform') },
  {
    namespace: 'monitoring',
    name: 'node-exporter',
    kind: 'DaemonSet',
    hostNetwork: true,
    labels: team('node-exporter', 'platform'),
  },
  { namespace: 'kube-system', name: 'coredns', kind: 'Deployment', replicas: 3, labels: { 'k8s-app': 'kube-dns' } },
  {
    namespace: 'kube-system',
    name: 'aws-node',
    kind: 'DaemonSet',
    hostNetwork: true,
    labels: { 'k8s-app': 'aws-node' },
  },
  {
    namespace: 'kube-system',
    name: 'kube-proxy',
    kind: 'DaemonSet',
    hostNetwork: true,
    labels: { 'k8s-app': 'kube-proxy' },
  },
];

/** A target that is no workload: `nodes` (hostNetwork), `database` (an RDS-like address), `internet`. */
export type CallTarget = `${string}/${string}` | 'nodes' | 'database' | 'internet';

/** Client pods of a workload (`*` = every pod that is not on the host network) call a target. */
export interface CallBlueprint {
  from: `${string}/${string}` | '*';
  to: CallTarget;
  port: number;
  protocol: 'tcp' | 'udp';
  /** How many target pods a client pod talks to at a time. */
  peers: number;
  /** Mean bytes a minute for each client pod and peer; 0 answered bytes: the target is silent. */
  sent: number;
  answered: number;
  /** Part of the minutes in which the client talks to a peer at all; 1 if absent. */
  share?: number;
}

const kb = 1_000;
const mb = 1_000_000;

export const calls: readonly CallBlueprint[] = [
  { from: 'shop/web', to: 'shop/cart', port: 8080, protocol: 'tcp', peers: 3, sent: 900 * kb, answered: 4 * mb },
  { from: 'shop/web', to: 'shop/catalog', port: 8080, protocol: 'tcp', peers: 3, sent: 400 * kb, answered: 14 * mb },
  { from: 'shop/web', to: 'shop/search', port: 9200, protocol: 'tcp', peers: 2, sent: 300 * kb, answered: 9 * mb },
  { from: 'shop/cart', to: 'shop/cart-cache', port: 6379, protocol: 'tcp', peers: 3, sent: 3 * mb, answered: 5 * mb },
  { from: 'shop/cart', to: 'payments/api', port: 8443, protocol: 'tcp', peers: 2, sent: 700 * kb, answered: 500 * kb },
  {
    from: 'shop/catalog',
    to: 'data/postgres',
    port: 5432,
    protocol: 'tcp',
    peers: 2,
    sent: 600 * kb,
    answered: 11 * mb,
  },
  {
    from: 'shop/catalog',
    to: 'media/thumbnails',
    port: 8080,
    protocol: 'tcp',
    peers: 2,
    sent: 200 * kb,
    answered: 6 * mb,
  },
  {
    from: 'payments/api',
    to: 'payments/fraud',
    port: 8080,
    protocol: 'tcp',
    peers: 2,
    sent: 800 * kb,
    answered: 200 * kb,
  },
  { from: 'payments/api', to: 'database', port: 5432, protocol: 'tcp', peers: 1, sent: 900 * kb, answered: 3 * mb },
  { from: 'payments/fraud', to: 'internet', port: 443, protocol: 'tcp', peers: 2, sent: 300 * kb, answered: 600 * kb },
  { from: 'media/api', to: 'media/feed', port: 8080, protocol: 'tcp', peers: 3, sent: 500 * kb, answered: 12 * mb },
  { from: 'media/feed', to: 'data/kafka', port: 9092, protocol: 'tcp', peers: 3, sent: 16 * mb, answered: 2 * mb },
  {
    from: 'media/feed',
    to: 'media/thumbnails',
    port: 8080,
    protocol: 'tcp',
    peers: 1,
    sent: 100 * kb,
    answered: 4 * mb,
  },
  { from: 'media/thumbnails', to: 'internet', port: 443, protocol: 'tcp', peers: 1, sent: 200 * kb, answered: 3 * mb },
  { from: 'data/kafka', to: 'data/kafka', port: 9093, protocol: 'tcp', peers: 2, sent: 22 * mb, answered: 900 * kb },
  {
    from: 'data/postgres',
    to: 'data/postgres',
    port: 5432,
    protocol: 'tcp',
    peers: 1,
    sent: 8 * mb,
    answered: 200 * kb,
  },
  { from: 'data/etl', to: 'data/kafka', port: 9092, protocol: 'tcp', peers: 3, sent: 400 * kb, answered: 60 * mb },
  { from: 'data/etl', to: 'data/postgres', port: 5432, protocol: 'tcp', peers: 1, sent: 45 * mb, answered: 2 * mb },
  {
    from: 'data/report',
    to: 'data/postgres',
    port: 5432,
    protocol: 'tcp',
    peers: 1,
    sent: 300 * kb,
    answered: 38 * mb,
  },
  { from: 'data/report', to: 'internet', port: 443, protocol: 'tcp', peers: 1, sent: 2 * mb, answered: 100 * kb },
  {
    from: 'monitoring/prometheus',
    to: 'nodes',
    port: 9100,
    protocol: 'tcp',
    peers: 12,
    sent: 20 * kb,
    answered: 300 * kb,
  },
  {
    from: 'monitoring/prometheus',
    to: 'monitoring/fluent-bit',
    port: 2020,
    protocol: 'tcp',
    peers: 12,
    sent: 9 * kb,
    answered: 70 * kb,
    share: 0.5,
  },
  {
    from: 'monitoring/fluent-bit',
    to: 'data/kafka',
    port: 9092,
    protocol: 'tcp',
    peers: 2,
    sent: 1.5 * mb,
    answered: 90 * kb,
  },
  { from: '*', to: 'monitoring/statsd', port: 8125, protocol: 'udp', peers: 1, sent: 2 * mb, answered: 0, share: 0.7 },
  {
    from: '*',
    to: 'kube-system/coredns',
    port: 53,
    protocol: 'udp',
    peers: 1,
    sent: 6 * kb,
    answered: 15 * kb,
    share: 0.4,
  },
];

export const internetAddresses = ['151.101.65.69', '104.18.32.47', '140.82.112.3', '34.117.59.81', '13.107.42.14'];

/** IANA protocol numbers. */
export const protocolNumbers = { tcp: 6, udp: 17 };
