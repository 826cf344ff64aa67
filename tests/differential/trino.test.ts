/** Every shape of statement on DuckDB and on a real Trino over the same data: the answers are the same to the byte. */
import { answerOf, asked, differences } from './compare';
import { enginesOf, type EnginePair } from './engines';
import { namedQuestions, randomCount, randomQuestions, seed, shortQuestions, someOf, type Question } from './questions';
import { describeWithTrino } from './shared-server';
import { window, type Warehouse } from './warehouse';

describeWithTrino('DuckDB and Trino', (server) => {
  const pairs = new Map<string, EnginePair>();
  const pair = (copy: keyof Warehouse['copies'], history: keyof Warehouse['histories'] = 'usual'): EnginePair => {
    const key = `${copy} ${history}`;
    const known = pairs.get(key) ?? enginesOf(server, copy, history);
    pairs.set(key, known);
    return known;
  };
  const expectSame = async ({ duckdb, trino }: EnginePair, question: Question, ask = asked): Promise<number> => {
    const [expected, given] = await Promise.all([answerOf(duckdb, question, ask), answerOf(trino, question, ask)]);
    expect(differences(expected, given)).toEqual([]);
    return Array.isArray(expected.rows) ? expected.rows.length : 0;
  };

  afterAll(async () => {
    await Promise.all([...pairs.values()].flatMap(({ duckdb, trino }) => [duckdb.close(), trino.close()]));
  });

  test.each(someOf(namedQuestions, 2))('%s', async (name, question) => {
    const rows = await expectSame(pair('hourly'), question);
    if (name !== 'nothing at all' && name !== 'a label that nobody has') {
      expect(rows).toBeGreaterThan(0);
    }
  });

  test.each(randomQuestions(seed, randomCount).map((question, index) => [index, question] as const))(
    `random question %i of seed ${seed}`,
    async (_, question) => {
      await expectSame(pair('hourly'), question);
    }
  );

  describe.each([
    ['gzip text in Hive-compatible prefixes', 'hiveText', 'usual'],
    ['Hive partitions that were added', 'hive', 'usual'],
    ['IPv6, next hops, zones that nobody tells', 'special', 'special'],
    ['the same with AWS resources and subnets', 'special', 'inventory'],
    ['the six fields with AWS resources and subnets', 'bare', 'inventory'],
    ['the six fields of the AWS sample, no partitions', 'bare', 'usual'],
    ['the six fields with nodes that tell no zone', 'bare', 'special'],
  ] as const)('%s', (_, copy, history) => {
    test.each(someOf(shortQuestions, 2))('%s', async (_name, question) => {
      expect(await expectSame(pair(copy, history), question)).toBeGreaterThan(0);
    });
  });

  test.each([
    ['two seconds', window.from + 1800, window.from + 1802],
    ['a range before the records', window.from - 7200, window.from - 3600],
    ['a range after them', window.to + 3600, window.to + 7200],
    ['three days: buckets of hours', window.from - 86_400, window.to + 86_400],
  ])('%s', async (_, from, to) => {
    const ask = { ...asked, from: from * 1000, to: to * 1000 };
    await expectSame(pair('hourly'), { queryType: 'table', traffic: 'all', groupBy: ['pod'] }, ask);
  });
});
