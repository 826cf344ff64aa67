/** The tables of the AWS sample for traffic between zones, as its stack makes them, on a real Trino: they answer at once. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTrinoEngine } from '../../backend/engines/trino/engine';
import type { Engine } from '../../backend/engines/engine';
import { parseQuery } from '../../backend/query/parse-query';
import { parseSettings } from '../../backend/settings';
import { runTraffic } from '../../backend/traffic/run-traffic';
import { catalog, clientOf, enginesOf } from './engines';
import { describeWithTrino } from './shared-server';
import { window } from './warehouse';

const { signal } = new AbortController();
const sample = 'eks-inter-az-visibility';
const settings = parseSettings({
  flows: { location: '/' },
  history: { location: '/' },
  limits: { timeoutSeconds: 600 },
});

describeWithTrino('the tables of the AWS sample', (server) => {
  const client = clientOf(server);
  const engines: Engine[] = [];
  const engine = (flows: string, history: string, cluster = 'prod'): Engine => {
    const created = createTrinoEngine({
      url: server.url,
      user: 'test',
      catalog,
      flows: { database: sample, table: flows },
      history: { database: sample, table: history },
      cluster,
      partitions: {},
      timeoutSeconds: 600,
      maxScanBytes: null,
    });
    engines.push(created);
    return created;
  };

  beforeAll(async () => {
    // Who is there in the end, as the extractor would have listed them: from the history of the same cluster.
    const { duckdb, trino } = enginesOf(server, 'bare', 'usual');
    engines.push(duckdb, trino);
    const opened = await duckdb.openHistory(window, signal);
    const { result } = await opened.run(
      `SELECT max(pod) AS pod, address, max_by(workload, started) AS app, max(node) AS node, max(started) AS started FROM pod_history
       WHERE ended IS NULL AND started < ${window.to} GROUP BY address ORDER BY address`,
      signal
    );
    await opened.close();
    const of = (name: string): string[] => (result.columns.get(name) ?? []).map((value) => String(value));
    const lines = of('pod').map((pod, row) =>
      [
        pod,
        of('address')[row],
        row % 9 === 8 ? '<none>' : of('app')[row],
        `${new Date(Number(of('started')[row]) * 1000).toISOString().slice(0, 19)}Z`,
        of('node')[row],
        'us-east-1a',
      ].join(',')
    );
    const hostNetwork = `agent-1,10.0.9.9,agent,2026-03-01T00:00:00Z,ip-10-0-9-9.us-east-2.compute.internal,<none>`;
    await mkdir(join(server.root, 'sample/pods'), { recursive: true });
    await writeFile(
      join(server.root, 'sample/pods/pods_metadata.csv'),
      ['name,ip,app,creation_time,node,az', ...lines, hostNetwork].join('\n')
    );
    const columns = ['name', 'ip', 'app', 'creation_time', 'node', 'az'].map((name) => `${name} varchar`).join(', ');
    for (const sql of [
      `CREATE SCHEMA ${catalog}."${sample}"`,
      `CREATE TABLE ${catalog}."${sample}"."pods-table" (${columns}) WITH (external_location = 'local:///sample/pods/', format = 'CSV', skip_header_line_count = 1)`,
      `CREATE TABLE ${catalog}."${sample}"."vpc-flow-logs-table" (az_id varchar, flow_direction varchar, pkt_srcaddr varchar, pkt_dstaddr varchar, "start" bigint, bytes bigint)
        WITH (external_location = 'local:///${server.warehouse.copies.bare.folder}/', format = 'PARQUET')`,
      `CREATE TABLE ${catalog}."${sample}"."athena-results-table" ("timestamp" timestamp, cross_az_traffic varchar, bytes_transfered bigint) WITH (format = 'PARQUET')`,
      `CREATE VIEW ${catalog}."${sample}".flow_view AS SELECT * FROM ${catalog}.zoneflow.flows_hive WHERE action = 'ACCEPT'`,
    ]) {
      await client.run(sql, signal);
    }
  });
  afterAll(async () => {
    await Promise.all(engines.map((each) => each.close()));
    await client.close();
  });

  test('its settings answer: bytes by app and zone, with what the tables cannot tell', async () => {
    const opened = await engine('vpc-flow-logs-table', 'pods-table').open(window, signal);
    const { result } = await opened.run(
      'SELECT count(*) AS records, sum(bytes) AS bytes FROM flow_records JOIN pod_history ON address = pkt_srcaddr',
      signal
    );
    expect(Number(result.columns.get('records')?.[0])).toBeGreaterThan(0);
    expect(opened.notices.map(({ text }) => text)).toEqual([
      expect.stringContaining('vpc-flow-logs-table has no partitions by time'),
      expect.stringContaining('pods-table lists the pods of one moment'),
      expect.stringContaining('neither namespaces nor controllers'),
    ]);
    await opened.close();
  });

  test('the sum over the groups is the sum of the records, attributed or not, as with the whole history', async () => {
    const query = parseQuery({ queryType: 'table', traffic: 'all', groupBy: ['workload'], limit: 0 });
    const { duckdb, trino } = enginesOf(server, 'bare', 'usual');
    engines.push(duckdb, trino);
    const ask = { from: window.from * 1000, to: window.to * 1000, intervalMs: 60_000, maxDataPoints: 1000 };
    const run = { settings, query, ask, range: window, now: Date.UTC(2027, 0, 1) };
    const list = (await runTraffic({ ...run, engine: engine('vpc-flow-logs-table', 'pods-table') }, signal)).result;
    const whole = (await runTraffic({ ...run, engine: duckdb }, signal)).result;
    expect(list.coverage.bytes).toBe(whole.coverage.bytes);
    expect(list.coverage.attributedBytes).toBeGreaterThan(0);
    expect(list.coverage.attributedBytes).toBeLessThan(whole.coverage.attributedBytes);
    expect(list.rows.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(list.coverage.bytes);
  });

  test('a host network’s address is its node’s, an app is a workload, <none> is the pod itself', async () => {
    const opened = await engine('vpc-flow-logs-table', 'pods-table').openHistory(window, signal);
    const nodes = await opened.run(
      `SELECT cluster, node, address, zone_name FROM node_history WHERE node LIKE 'ip-10-0-9-9.%'`,
      signal
    );
    expect([...nodes.result.columns.values()].map(([value]) => value)).toEqual([
      'prod',
      'ip-10-0-9-9.us-east-2.compute.internal',
      '10.0.9.9',
      '',
    ]);
    const pods = await opened.run(
      `SELECT count_if(address = '10.0.9.9') AS host, count_if(workload = pod) AS without, count_if(element_at(labels, 'app') = workload) AS apps FROM pod_history`,
      signal
    );
    expect(pods.result.columns.get('host')).toEqual([0]);
    expect(Number(pods.result.columns.get('without')?.[0])).toBeGreaterThan(0);
    expect(Number(pods.result.columns.get('apps')?.[0])).toBeGreaterThan(0);
    await opened.close();
  });

  test('how fresh the list is says its file', async () => {
    const rows = await engine('vpc-flow-logs-table', 'pods-table').freshness(signal);
    expect(rows.map(({ source, cluster }) => [source, cluster])).toEqual([
      ['flows', ''],
      ['history', 'prod'],
      ['nodes', 'prod'],
    ]);
    expect(Math.abs(Number(rows[1]?.newest) - Date.now() / 1000)).toBeLessThan(3600);
  });

  test.each([
    ['athena-results-table', 'pods-table', 'unusable_flow_log', 'it is the results table of the AWS sample'],
    ['vpc-flow-logs-table', 'athena-results-table', 'bad_settings', 'it is the results table of the AWS sample'],
    ['pods-table', 'pods-table', 'unusable_flow_log', 'it is the list of pods of the AWS sample'],
    ['vpc-flow-logs-table', 'vpc-flow-logs-table', 'bad_settings', 'it is a table of flow logs'],
  ])('%s as flow logs and %s as history is refused by name', async (flows, history, code, message) => {
    const opening = engine(flows, history).open(window, signal);
    await expect(opening).rejects.toMatchObject({ code });
    await expect(opening).rejects.toThrow(message);
  });

  test('a view over a partitioned table is pruned through its columns', async () => {
    const opened = await engine('flow_view', 'pods-table').open(window, signal);
    expect(opened.notices.map(({ text }) => text).filter((text) => text.includes('partitions'))).toEqual([]);
    const { result } = await opened.run('SELECT count(*) AS records FROM flow_records', signal);
    expect(Number(result.columns.get('records')?.[0])).toBeGreaterThan(0);
    await opened.close();
  });
});
