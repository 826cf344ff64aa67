/** Flow records and history in memory, opened as an engine opens them: for tests of the statement alone. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { ResultColumns } from '../../backend/engines/engine';
import type { Dialect } from '../../backend/sql/dialect';
import { duckDbDialect } from '../../backend/sql/duckdb-dialect';
import { flowFieldNames, flowFields, type FlowField } from '../../backend/flows/fields';
import { parseQuery } from '../../backend/query/parse-query';
import { planTraffic, type PlanContext } from '../../backend/query/plan';
import { readResult, type TrafficResult } from '../../backend/query/result';
import { networksStatement } from '../../backend/sql/inside-address';
import { text } from '../../backend/sql/literal';
import { subnetsStatement, subnetZonesOf } from '../../backend/sql/subnet-zones';

export type FlowRecord = Partial<Record<FlowField, string | number | null>>;

export interface PodHolding {
  cluster: string;
  uid: string;
  namespace: string;
  pod: string;
  workload: string;
  node: string;
  address: string;
  labels: Record<string, string>;
  started: number;
  ended: number | null;
}

export interface NodeHolding {
  cluster: string;
  node: string;
  address: string;
  zone_id: string;
  zone_name: string;
  started: number;
  ended: number | null;
}

export interface InterfaceHolding {
  interface_id: string;
  vpc_id?: string;
  cluster: string;
  address: string;
  kind: string;
  name: string;
  zone_id: string;
  started: number;
  ended: number | null;
}

export interface SubnetFact {
  subnet_id: string;
  cidr: string;
  zone_id: string;
}

export interface MemoryData {
  ask(
    query: unknown,
    range: { from: number; to: number },
    overrides?: Partial<Omit<PlanContext, 'dialect'>>
  ): Promise<TrafficResult>;
  run(sql: string): Promise<ResultColumns>;
  close(): void;
}

export const price = { perGbOut: 0.01, perGbIn: 0.01, currency: 'USD' };

/** Loads the rows; a field that no record has is absent, as in a flow log without it. */
export async function openMemoryData(data: {
  records: FlowRecord[];
  pods: PodHolding[];
  nodes: NodeHolding[];
  interfaces?: InterfaceHolding[];
  subnets?: SubnetFact[];
}): Promise<MemoryData> {
  const { interfaces = [], subnets = [] } = data;
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    disabled_optimizers: 'join_order,build_side_probe_side',
  });
  const db = await instance.connect();
  const columns = flowFieldNames.map((name) => `"${name}" ${flowFields[name] === 'number' ? 'BIGINT' : 'VARCHAR'}`);
  await db.run(`CREATE TABLE flow_records (${columns.join(', ')})`);
  await db.run(
    'CREATE TABLE pod_history (cluster VARCHAR, uid VARCHAR, namespace VARCHAR, pod VARCHAR, workload VARCHAR, node VARCHAR, address VARCHAR, labels MAP(VARCHAR, VARCHAR), started BIGINT, ended BIGINT, last_seen BIGINT)'
  );
  await db.run(
    'CREATE TABLE node_history (cluster VARCHAR, node VARCHAR, address VARCHAR, zone_id VARCHAR, zone_name VARCHAR, started BIGINT, ended BIGINT, last_seen BIGINT)'
  );
  await db.run(
    'CREATE TABLE interface_history (interface_id VARCHAR, vpc_id VARCHAR, cluster VARCHAR, address VARCHAR, kind VARCHAR, name VARCHAR, zone_id VARCHAR, started BIGINT, ended BIGINT, last_seen BIGINT)'
  );
  await db.run(
    'CREATE TABLE subnet_history (subnet_id VARCHAR, cidr VARCHAR, zone_id VARCHAR, ended BIGINT, last_seen BIGINT)'
  );
  await insert(
    db,
    'flow_records',
    data.records.map((record) => flowFieldNames.map((name) => literal(record[name] ?? null)))
  );
  await insert(
    db,
    'pod_history',
    data.pods.map((pod) => [
      ...[pod.cluster, pod.uid, pod.namespace, pod.pod, pod.workload, pod.node, pod.address].map(literal),
      `MAP {${Object.entries(pod.labels)
        .map(([key, value]) => `${text(key)}: ${text(value)}`)
        .join(', ')}}::MAP(VARCHAR, VARCHAR)`,
      ...[pod.started, pod.ended, pod.ended ?? pod.started].map(literal),
    ])
  );
  await insert(
    db,
    'node_history',
    data.nodes.map((node) =>
      [node.cluster, node.node, node.address, node.zone_id, node.zone_name, node.started, node.ended, node.started].map(
        literal
      )
    )
  );
  await insert(
    db,
    'interface_history',
    interfaces.map((one) =>
      [
        ...[one.interface_id, one.vpc_id ?? null, one.cluster, one.address, one.kind, one.name, one.zone_id],
        ...[one.started, one.ended, one.started],
      ].map(literal)
    )
  );
  await insert(
    db,
    'subnet_history',
    subnets.map(({ subnet_id, cidr, zone_id }) => [subnet_id, cidr, zone_id, null, 0].map(literal))
  );
  const has = (field: FlowField): boolean =>
    data.records.length === 0 || data.records.some((record) => record[field] !== undefined);
  const run = async (sql: string): Promise<ResultColumns> => {
    const reader = await db.runAndReadAll(sql);
    const values = reader.getColumnsJS();
    return {
      rowCount: reader.currentRowCount,
      columns: new Map(
        reader
          .columnNames()
          .map((name, index) => [
            name,
            (values[index] ?? []).map((value) =>
              typeof value === 'bigint' ? Number(value) : (value as string | number | boolean | null)
            ),
          ])
      ),
    };
  };
  const networks = ((await run(networksStatement)).columns.get('network') ?? []).map(String);
  return {
    run,
    async ask(input, range, overrides = {}) {
      const query = parseQuery(input);
      const hasInventory = interfaces.length > 0 || subnets.length > 0;
      const zones = subnetZonesOf(await run(subnetsStatement(range)));
      const answered = async (dialect: Dialect): Promise<TrafficResult> => {
        const plan = planTraffic(query, {
          range,
          intervalMs: 60_000,
          maxDataPoints: 10_000,
          fields: { has, lackedBySome: (field) => data.records.some((record) => record[field] === undefined) },
          networks,
          ...(hasInventory && { inventory: { zones } }),
          dialect,
          maxRows: 1_000_000,
          ...overrides,
        });
        return readResult(query, plan, await run(plan.sql), { price, maxRows: 1_000_000, incompleteSince: null });
      };
      const result = await answered(duckDbDialect);
      // The statement for engines that repeat common table expressions is another one; its answer is the same, in the same order.
      const other = await answered({ ...duckDbDialect, commonExpressions: 'repeated' });
      expect({ ...other, ends: sorted(other.ends) }).toEqual({ ...result, ends: sorted(result.ends) });
      return result;
    },
    close: () => {
      db.closeSync();
      instance.closeSync();
    },
  };
}

function sorted<Row>(rows: Row[]): Row[] {
  return rows.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

async function insert(db: DuckDBConnection, table: string, rows: string[][]): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) {
    const values = rows.slice(start, start + 500).map((row) => `(${row.join(', ')})`);
    await db.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  }
}

function literal(value: string | number | null): string {
  return value === null ? 'NULL' : typeof value === 'number' ? String(value) : text(value);
}
