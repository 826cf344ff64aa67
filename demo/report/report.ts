/** Prints what the demo found, for a terminal of 100 columns. */
import { accountId, region, zones } from '../cluster/blueprint';
import type { Comparison, DemoResult } from '../run';
import type { Answers } from '../questions';
import { barChart } from './bar-chart';
import { formatBytes, formatClock, formatCount, formatDollars, formatShare } from './format';
import type { Style } from './style';
import { textTable } from './text-table';

const chartHeight = 4;
const hoursAMonth = 730;

/** The whole report, lines without line ends. */
export function reportLines(result: DemoResult, style: Style): string[] {
  const section = (title: string, lines: readonly string[]): string[] => [
    '',
    style.heading(title),
    ...lines.map(indent),
  ];
  const { answers } = result;
  return [
    ...headline(result, style),
    ...section('Most traffic between zones', topTable(answers, style)),
    ...section('From zone (row) to zone (column)', matrixTable(answers, style)),
    ...section('Traffic between zones in time', seriesChart(answers, style)),
    ...section('Cost', costLines(result)),
    ...section('Coverage', coverageLines(answers)),
    ...section(
      'Compared with the truth, to the byte',
      result.comparisons.flatMap((comparison) => comparisonLines(comparison, style))
    ),
    ...section('What a join with the hourly pod list would have said', podListLines(result, style)),
    ...section('Share it without Grafana', [
      `${style.strong(result.report.path)}   ${style.faint(`one page of ${formatBytes(result.report.bytes)}, made in ${result.seconds.report.toFixed(1)} s`)}`,
    ]),
    ...section('See it in Grafana', grafanaLines(result, style)),
    '',
  ];
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`;
}

function headline({ cluster, folder, handshakeMs, seconds }: DemoResult, style: Style): string[] {
  const { from, to, seed } = cluster.options;
  const pods = cluster.pods.filter((pod) => pod.workload.hostNetwork !== true);
  const owners = new Map<string, number>();
  for (const pod of pods) {
    owners.set(pod.address, (owners.get(pod.address) ?? 0) + 1);
  }
  const objects = Math.ceil((to - from) / 300);
  return [
    '',
    style.strong('ZoneFlow demo: a synthetic EKS cluster whose truth is known'),
    indent(
      `${cluster.nodes.length} nodes (one replaced) in ${zones.length} zones of ${region}, account ${accountId}, seed ${seed}`
    ),
    indent(
      `${formatCount(pods.length)} pods took turns on ${owners.size} addresses, up to ${Math.max(...owners.values())} owners each, ` +
        `${formatClock(from * 1000)} to ${formatClock(to * 1000)} UTC`
    ),
    indent(
      `${formatCount(cluster.records.length)} flow records in ${objects} objects (Parquet and text) in ${folder.path}`
    ),
    indent(
      style.faint(
        `made in ${seconds.make.toFixed(1)} s, imported in ${seconds.importHistory.toFixed(1)} s, ` +
          `backend up after ${handshakeMs.toFixed(0)} ms, questions over gRPC answered in ${seconds.ask.toFixed(1)} s`
      )
    ),
  ];
}

function topTable({ top, crossZone }: Answers, style: Style): string[] {
  const rows = top.map((exchange) => [
    exchange.source,
    exchange.sourceZone,
    '→',
    exchange.target,
    exchange.targetZone,
    formatBytes(exchange.bytes),
    formatDollars(exchange.cost),
  ]);
  const [titles = '', ...lines] = textTable(
    [
      { title: 'from', align: 'left' },
      { title: 'zone', align: 'left' },
      { title: '', align: 'left' },
      { title: 'to', align: 'left' },
      { title: 'zone', align: 'left' },
      { title: 'bytes', align: 'right' },
      { title: 'cost', align: 'right' },
    ],
    rows
  );
  const all = `all traffic between zones: ${formatBytes(crossZone.bytes)}, ${formatDollars(crossZone.cost)}`;
  return [style.faint(titles), ...lines, style.faint(all)];
}

function matrixTable({ matrix }: Answers, style: Style): string[] {
  const [titles = '', ...lines] = textTable(
    [{ title: '', align: 'left' }, ...matrix.targets.map((title) => ({ title, align: 'right' as const }))],
    matrix.rows.map(({ source, bytes }) => [
      source,
      ...bytes.map((value) => (value === null ? '·' : formatBytes(value))),
    ])
  );
  return [style.faint(titles), ...lines, style.faint('unknown: the internet, which has no zone')];
}

function seriesChart({ series }: Answers, style: Style): string[] {
  const { points, intervalMs } = series;
  const values = points.map(({ bytes }) => bytes);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) {
    return [style.faint('no traffic')];
  }
  const minutes = intervalMs / 60_000;
  const begin = formatClock(first.time);
  const end = formatClock(last.time + intervalMs);
  const gap = ' '.repeat(Math.max(1, values.length - begin.length - end.length));
  const scale = `highest: ${formatBytes(Math.max(...values) / minutes)} a minute`;
  return [...barChart(values, chartHeight), style.faint(`${begin}${gap}${end} UTC   ${scale}`)];
}

function costLines({ cluster, answers }: DemoResult): string[] {
  const hours = (cluster.options.to - cluster.options.from) / 3600;
  const { bytes, cost } = answers.crossZone;
  return [
    `${formatDollars(cost)} for ${formatBytes(bytes)} in ${hours} h, at $0.01 per GB out of a zone and $0.01 per GB into the other`,
    `about ${formatDollars((cost / hours) * hoursAMonth)} a month if every hour were like these: an estimate from list prices, not a bill`,
  ];
}

function coverageLines({ coverage }: Answers): string[] {
  const share = (part: number): string => formatShare(part, coverage.bytes);
  const { counted, rejected, noData, skipData } = coverage.records;
  return [
    `${share(coverage.attributedBytes)} attributed (both ends known), ${share(coverage.unattributedBytes)} unattributed ` +
      `(NAT gateway, database), ${share(coverage.externalBytes)} external`,
    `${share(coverage.ambiguousBytes)} ambiguous (at a change of owner), ${share(coverage.unknownZoneBytes)} with an end of unknown zone`,
    `${formatCount(counted)} records counted, ${formatCount(rejected)} rejected, ${formatCount(noData)} NODATA, ${formatCount(skipData)} SKIPDATA`,
  ];
}

function comparisonLines(comparison: Comparison, style: Style): string[] {
  const { level, groups, bytes, differentGroups, differentBytes, examples } = comparison;
  const of = `${formatCount(groups)} ${level === 'coverage' ? 'parts' : 'exchanges'}, ${formatCount(bytes)} bytes`;
  if (differentGroups === 0) {
    return [`${level.padEnd(10)} ${style.good('equal')}  ${style.faint(of)}`];
  }
  const difference = `${formatCount(differentGroups)} differ by ${formatCount(differentBytes)} bytes`;
  return [`${level.padEnd(10)} ${style.bad(difference)}  ${style.faint(`of ${of}`)}`, ...examples.map(indent)];
}

function podListLines({ podListJoin }: DemoResult, style: Style): string[] {
  const { truth, found, wrong } = podListJoin;
  return [
    `${style.bad(formatShare(found, truth))} of the ${formatBytes(truth)} between pods of different zones found and given to the right workloads;`,
    `${style.bad(formatShare(wrong, truth))} more charged to workloads that never exchanged them.`,
    style.faint('The method of aws-samples/amazon-eks-inter-az-traffic-visibility: one pod list an hour, joined on'),
    style.faint('the address alone; a target’s zone is known only if it sent something itself. To its favour: every'),
    style.faint('pod has a name, no record is late, pods on the host network are left out.'),
  ];
}

function grafanaLines({ folder }: DemoResult, style: Style): string[] {
  return [
    `${style.strong('npm run build && npm run server')}     docker compose up, then http://localhost:3000`,
    `${style.strong('GRAFANA_HOME=… npm run grafana')}      a Grafana that is unpacked or installed on this machine`,
    style.faint(`flows: ${folder.flows}   history: ${folder.history}`),
  ];
}
