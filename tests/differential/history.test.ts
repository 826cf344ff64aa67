/** What is answered from history alone, and how fresh the data is, on both engines. */
import { parseQuestion } from '../../backend/query/parse-query';
import { networksStatement } from '../../backend/sql/inside-address';
import { presenceStatement } from '../../backend/sql/known-endpoints';
import { runEvents } from '../../backend/traffic/run-events';
import { listLabelKeys, listValues } from '../../backend/traffic/values';
import type { Engine } from '../../backend/engines/engine';
import { enginesOf, type EnginePair } from './engines';
import { describeWithTrino } from './shared-server';
import { window } from './warehouse';

const { signal } = new AbortController();

describeWithTrino('history on DuckDB and Trino', (server) => {
  const pairs: Record<string, EnginePair> = {
    'projected partitions': enginesOf(server, 'hourly', 'usual'),
    'added partitions': enginesOf(server, 'hourly', 'added'),
    'IPv6 and unknown zones': enginesOf(server, 'special', 'special'),
    'AWS resources': enginesOf(server, 'special', 'inventory'),
  };
  afterAll(async () => {
    await Promise.all(Object.values(pairs).flatMap(({ duckdb, trino }) => [duckdb.close(), trino.close()]));
  });
  const both = async <Value>(
    { duckdb, trino }: EnginePair,
    ask: (engine: Engine) => Promise<Value>
  ): Promise<Value> => {
    const [expected, given] = await Promise.all([ask(duckdb), ask(trino)]);
    expect(given).toEqual(expected);
    return expected;
  };

  describe.each(Object.entries(pairs))('%s', (_, pair) => {
    test.each(['cluster', 'namespace', 'workload', 'pod', 'node', 'zone', 'label:team'])(
      'values of %s',
      async (dimension) => {
        const request = { dimension, q: '', from: 0, to: 0 };
        expect((await both(pair, (engine) => listValues(engine, request, window, signal))).length).toBeGreaterThan(0);
      }
    );

    test('values that filters leave, by a part of them', async () => {
      const filters = [
        { side: 'either', dimension: 'namespace', operator: '=~', values: ['s.*'] },
        { side: 'either', dimension: 'label:team', operator: '!=', values: ['platform'] },
      ];
      const request = { dimension: 'workload', q: 'CA', filters, from: 0, to: 0 };
      expect(await both(pair, (engine) => listValues(engine, request, window, signal))).toContain('cart');
    });

    test('keys of labels', async () => {
      expect(await both(pair, (engine) => listLabelKeys(engine, window, signal))).toContain('team');
    });

    test.each([
      ['all events', {}],
      ['filtered ones', { filters: [{ side: 'either', dimension: 'namespace', operator: '=', values: ['shop'] }] }],
    ])('%s', async (_name, part) => {
      const query = parseQuestion({ queryType: 'events', ...part });
      if (query.queryType !== 'events') {
        throw new Error('no question about events');
      }
      const run = { query, range: { from: window.from - 3600, to: window.to }, now: Date.UTC(2027, 0, 1) };
      const { events } = await both(pair, async (engine) => (await runEvents({ ...run, engine }, signal)).result);
      expect(events.length).toBeGreaterThan(0);
    });

    test('networks, and which named values there are', async () => {
      const named = [
        { dimension: 'namespace', value: 'shop' },
        { dimension: 'namespace', value: `o'hara` },
        { dimension: 'label:team', value: 'store' },
      ] as const;
      await both(pair, async (engine) => {
        const opened = await engine.openHistory(window, signal);
        const networks = await opened.run(networksStatement, signal);
        const present = await opened.run(presenceStatement(named, { range: window, dialect: engine.dialect }), signal);
        await opened.close();
        return [
          networks.result.columns.get('network'),
          [...(present.result.columns.get('position') ?? [])].map(Number).sort(),
        ];
      });
    });
  });

  test('how far history reaches is said in the same words', async () => {
    const texts = await both(pairs['added partitions'] ?? enginesOf(server, 'hourly', 'added'), async (engine) => {
      const later = { from: window.to + 5 * 86_400, to: window.to + 5 * 86_400 + 60 };
      const opened = await engine.open(later, signal);
      await opened.run('SELECT count(*) AS records FROM flow_records', signal);
      await opened.close();
      return opened.notices.map(({ text }) => text).filter((text) => text.includes('history'));
    });
    expect(texts).toEqual([expect.stringContaining('The pod history of cluster demo ends at ')]);
  });

  test('how new the inventory is, by the region that was looked at longest ago', async () => {
    const pair = pairs['AWS resources'] ?? enginesOf(server, 'special', 'inventory');
    const rows = await both(pair, async (engine) =>
      (await engine.freshness(signal)).filter(({ source }) => source === 'inventory')
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.finding).toMatch(/^[1-9]\d* interfaces of AWS resources are known of account /);
  });

  test('fields of a table are those of its files', async () => {
    await both(pairs['IPv6 and unknown zones'] ?? enginesOf(server, 'special', 'special'), async (engine) => {
      const opened = await engine.open(window, signal);
      await opened.close();
      return [...opened.fields].sort();
    });
  });
});
