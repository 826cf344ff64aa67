/** What `zoneflow history import` says: its help and, at the end, its summary. */
import type { ImportSummary } from './history-import';

export const importHelp = `
What can be imported, alone or together, plain or gzipped:
  a list          kubectl get pods,nodes -A -o json > cluster.json
  a watch         kubectl get pods -A --watch --output-watch-events -o json > watch.json
  JSON lines      {"observedAt":"2026-03-10T05:00:00Z","type":"MODIFIED","object":{…}} a line, with the
                  types LIST (the object is a PodList or NodeList), ADDED, MODIFIED and DELETED

Examples:
  $ kubectl get pods,nodes -A -o json | zoneflow history import --cluster prod --history ./history -
  $ zoneflow history import --cluster prod --history ./history nodes.json pods-*.jsonl.gz
  $ zoneflow history import --cluster prod --history s3://my-history/prod --region us-east-1 cluster.json
  $ zoneflow history import --cluster prod --history ./history --observed-at 2026-03-10T05:00:00Z old-list.json

Lists must be whole: without -A, or with a selector, pods that are not listed would count as gone.
Import whatever overlaps, again and in any order: the same files give the same history. An import into a
folder is written whole or not at all; one into s3:// that was interrupted is completed by running it again.
Lists every few minutes tell most of the truth; a watch tells all of it (zoneflow collect).`;

/** Fit for a terminal; ends with a line break. */
export function summaryText(summary: ImportSummary): string {
  const { inputs, events, lists, pods, intervals, nodes, files, days } = summary;
  const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0);
  const rows: Array<[string, string]> = [
    [
      'read',
      `${counted(inputs.length, 'file')}, ${size(bytes)}: ${counted(lists, 'list')}, ${counted(events, 'event')}`,
    ],
    ['history', `${counted(pods, 'pod')} with ${counted(intervals, 'interval')}, ${counted(nodes, 'node')}`],
    ['days', days === null ? 'none' : days.first === days.last ? days.first : `${days.first} to ${days.last}`],
    [
      'day files',
      `${files.written} written, ${files.unchanged} unchanged${files.removed > 0 ? `, ${files.removed} removed` : ''}`,
    ],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(10)} ${value}\n`);
  const warnings = summary.warnings.map((warning) => `  ! ${warning}\n`);
  return [`Cluster ${summary.cluster} in ${summary.history}\n`, ...lines, ...warnings].join('');
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}
