/** The statement that tells addresses apart by VPC, on DuckDB and on a real Trino: the answers are the same. */
import { vpcId } from '../../demo/cluster/blueprint';
import type { Engine } from '../../backend/engines/engine';
import { parseQuery } from '../../backend/query/parse-query';
import { parseSettings } from '../../backend/settings';
import { toSeconds } from '../../backend/traffic/create-service';
import { openForPlan, planOpened } from '../../backend/traffic/run-traffic';
import { sharedAddressStatement } from '../../backend/sql/vpcs';
import { asked } from './compare';
import { enginesOf } from './engines';
import { describeWithTrino } from './shared-server';

const { signal } = new AbortController();
const settings = parseSettings({ flows: { location: '/' }, history: { location: '/' } });
const range = toSeconds(asked);
const query = parseQuery({
  queryType: 'table',
  traffic: 'all',
  groupBy: ['cluster', 'kind', 'namespace', 'zone'],
  limit: 0,
});

async function rowsOf(engine: Engine, vpc: string): Promise<string[]> {
  const vpcs = new Map([['demo', vpc]]);
  const { opened, context } = await openForPlan({ engine, settings, range }, signal);
  try {
    const shared = await opened.run(sharedAddressStatement(range, vpcs, 60), signal);
    expect(shared.result.rowCount).toBe(0);
    const data = { opened, context: { ...context, vpcs } };
    const plan = await planOpened({ query, ask: asked, range, settings }, data, signal);
    const { result } = await opened.run(plan.sql, signal);
    const columns = [...result.columns.values()];
    return Array.from({ length: result.rowCount }, (_, row) =>
      columns.map((column) => String(column[row])).join(' | ')
    );
  } finally {
    await opened.close();
  }
}

describeWithTrino('addresses by VPC', (server) => {
  const { duckdb, trino } = enginesOf(server, 'hourly', 'usual');
  afterAll(() => Promise.all([duckdb.close(), trino.close()]));

  test('records of the cluster’s own VPC, and of another', async () => {
    const own = await rowsOf(duckdb, vpcId);
    expect(own.length).toBeGreaterThan(10);
    expect(await rowsOf(trino, vpcId)).toEqual(own);
    const other = await rowsOf(duckdb, 'vpc-other');
    expect(other).not.toEqual(own);
    expect(await rowsOf(trino, 'vpc-other')).toEqual(other);
  });
});
