import { hour, writeSmallCluster, type SmallCluster } from './small-cluster.test-data';
import { ask, signal, watchedServices } from './watched-service.test-data';

let cluster: SmallCluster;
beforeAll(async () => {
  cluster = await writeSmallCluster();
});
afterAll(() => cluster.remove());

const { start, closeAll } = watchedServices(() => cluster);
afterEach(closeAll);

const is = (dimension: string, values: string[], operator = '='): object => ({ dimension, operator, values });

async function notices(filters: object[], options = ask): Promise<string[]> {
  const answer = await start().service.answer({ queryType: 'table', traffic: 'all', filters }, options, signal);
  return answer.notices.map(({ text }) => text);
}

test.each<[string, object[], RegExp[]]>([
  ['a deleted namespace', [is('namespace', ['gone'])], [/No pod of this range is in the namespace "gone"\./]],
  ['one of several', [is('namespace', ['gone', 'lost'], '=|')], [/in the namespace "gone" or "lost"\./]],
  ['one is there, with other traffic', [is('namespace', ['gone']), is('workload', ['web-1'])], [/namespace "gone"/]],
  ['a name instead of an ID', [is('zone', ['us-east-1a'])], [/No pod or node .* Zones are filtered by ID/]],
  ['a label', [is('label:app', ['nothing'])], [/has the label app with the value "nothing"/]],
  ['a node', [is('node', ['n9'])], [/No node of this range is called "n9"/]],
  ['a kind', [is('kind', ['pods'])], [/No endpoint is of the kind "pods"/]],
  ['hostile text', [is('pod', [`' OR 1=1 --`])], [/No pod of this range is called "' OR 1=1 --"/]],
  ['everybody is there, but they did not talk', [is('workload', ['db-0']), is('workload', ['feed-1'])], []],
  ['an answer with traffic is asked nothing', [is('namespace', ['shop', 'gone'], '=|')], []],
  ['patterns name nobody', [is('namespace', ['go.e'], '=~')], []],
])('%s', async (_, filters, expected) => {
  const found = await notices(filters);
  expect(found).toEqual(expected.map((text) => expect.stringMatching(text) as string));
});

test('before the history nobody is missed: another notice tells why', async () => {
  const week = 7 * 86_400_000;
  const early = { ...ask, from: hour.from - week, to: hour.to - week };
  expect(await notices([is('namespace', ['gone'])], early)).not.toContainEqual(expect.stringContaining('gone'));
});
