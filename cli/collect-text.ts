/** What `zoneflow collect` says of itself and of one look. */
import type { CollectedOnce } from '../backend/kubernetes/collect/collect-once';

export const collectHelp = `
Examples:
  $ zoneflow collect --cluster prod --region us-east-1 --history s3://bucket/history
  $ zoneflow collect --cluster prod --region us-east-1 --history ./history --once
  $ zoneflow collect --cluster lab --kubeconfig ~/.kube/config --context lab --history ./history
  $ zoneflow collect --config clusters.json --listen 127.0.0.1:9464 --log json

A file for --config:
  { "history": "s3://bucket/history", "region": "us-east-1",
    "clusters": [ { "name": "prod", "roleArn": "arn:aws:iam::111122223333:role/zoneflow" },
                  { "name": "lab", "kubeconfig": "/etc/zoneflow/lab.yaml", "context": "lab" } ] }
  A cluster may have its own region, externalId and history; "inCluster": true takes the pod's service account.

In the cluster a collector needs list and watch of pods and nodes, no more: zoneflow collect --rights
As a service it ends with SIGTERM after a last write. What a killed one did not write, its next list restores,
but for pods that came and went in between; that time is recorded as a gap.`;

/** A line for people. */
export function onceText({ cluster, pods, nodes, rows, files, seconds }: CollectedOnce): string {
  const counted = (count: number, noun: string): string =>
    `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
  return `${cluster}: ${counted(pods, 'pod')}, ${counted(nodes, 'node')}; ${counted(rows, 'row')} in ${counted(files, 'file')} written in ${seconds.toFixed(1)} s\n`;
}
