import {
  createWorkspace,
  five,
  flowRow,
  objectName,
  sixFields,
  usualFields,
  type FlowRow,
  type Workspace,
} from './flow-files.test-data';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace();
});
afterEach(() => workspace.end());

const minutes = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_minute, index) => first + index);

/** One record a minute and interface; bytes tell minute and interface apart. */
function records(eni: number, of: readonly number[], more: FlowRow = {}): FlowRow[] {
  return of.map((minute) =>
    flowRow(five + minute * 60, bytesOf(eni, minute), {
      'interface-id': `eni-${eni}`,
      'pkt-srcaddr': `10.0.0.${eni}`,
      ...more,
    })
  );
}

function bytesOf(eni: number, minute: number): number {
  return 1000 * eni + minute + 1;
}

const total = (rows: readonly FlowRow[]): number => rows.reduce((sum, row) => sum + Number(row.bytes), 0);

interface Log {
  id: string;
  rows: FlowRow[];
  fields?: string[];
}

/** One object a log and quarter of an hour. */
async function deliver(...logs: Log[]): Promise<void> {
  for (const { id, rows, fields = usualFields } of logs) {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const from = five + quarter * 900;
      const own = rows.filter((row) => Number(row.start) >= from && Number(row.start) < from + 900);
      const name = objectName(from + 900, 'gz', { log: id, hash: `${quarter}` });
      await (own.length === 0 ? Promise.resolve() : workspace.gzip(`AWSLogs/123456789012/${name}`, own, fields));
    }
  }
}

const hour = minutes(0, 60);

describe('two flow logs', () => {
  test('of the VPC and of a subnet: the shared interfaces count once', async () => {
    const vpc = [...records(1, hour), ...records(2, hour), ...records(3, hour)];
    await deliver({ id: 'fl-0a', rows: vpc }, { id: 'fl-0b', rows: records(2, hour) });
    const { bytes, notices } = await workspace.bytes();
    expect(bytes).toBe(total(vpc));
    expect(notices).toEqual([
      'The flow logs fl-0a, fl-0b of 123456789012 in us-east-1 record the same interface; where they do, the records of fl-0a count and repeats in the others are left out.',
    ]);
  });

  test('of different VPCs: all records count, and nothing is said', async () => {
    const [first, second] = [records(1, hour), records(2, hour)];
    await deliver({ id: 'fl-0a', rows: first }, { id: 'fl-0b', rows: second });
    const whole = { bytes: total(first) + total(second), records: 120, notices: [] };
    expect(await workspace.bytes()).toEqual(whole);
    expect(await workspace.bytes()).toEqual(whole);
  });

  test('one of accepted and one of rejected traffic complete each other', async () => {
    const accepted = records(1, hour);
    const rejected = records(1, hour, { action: 'REJECT' });
    await deliver({ id: 'fl-0a', rows: rejected }, { id: 'fl-0b', rows: accepted });
    expect(await workspace.bytes()).toEqual({ bytes: total(accepted) * 2, records: 120, notices: [] });
  });

  test('with different aggregation: sums of minutes and the minutes', async () => {
    const fine = records(1, hour);
    const coarse = [0, 10, 20, 30, 40, 50].map((first) => {
      const part = records(1, minutes(first, 10));
      return { ...flowRow(five + first * 60, total(part)), end: five + first * 60 + 599 };
    });
    await deliver({ id: 'fl-0a', rows: coarse }, { id: 'fl-0b', rows: fine });
    expect((await workspace.bytes()).bytes).toBe(total(fine));
  });

  test('a successor: each minute is of one of them, the minutes both saw count once', async () => {
    const all = [...records(1, hour), ...records(2, hour)];
    const until = (minute: number): FlowRow[] => all.filter((row) => Number(row.start) < five + minute * 60);
    const from = (minute: number): FlowRow[] => all.filter((row) => Number(row.start) >= five + minute * 60);
    await deliver({ id: 'fl-0a', rows: until(33) }, { id: 'fl-0b', rows: from(31) });
    expect((await workspace.bytes()).bytes).toBe(total(all));
  });

  test('a successor without overlap: nothing is left out', async () => {
    const all = records(1, hour);
    await deliver({ id: 'fl-0a', rows: all.slice(0, 20) }, { id: 'fl-0b', rows: all.slice(20) });
    expect((await workspace.bytes()).bytes).toBe(total(all));
  });

  test('a quiet interface: gaps of one log are gaps of the other', async () => {
    const sparse = records(1, [0, 7, 8, 30, 59]);
    await deliver({ id: 'fl-0a', rows: sparse }, { id: 'fl-0b', rows: sparse });
    expect((await workspace.bytes()).bytes).toBe(total(sparse));
  });

  test('where the better log lost an object, the other one fills the gap', async () => {
    const all = records(1, hour);
    await deliver({ id: 'fl-0a', rows: [...all, ...records(9, hour)] }, { id: 'fl-0b', rows: all });
    const lost = `AWSLogs/123456789012/${objectName(five + 1800, 'gz', { log: 'fl-0a', hash: '1' })}`;
    await workspace.file(lost, 'damaged');
    const { bytes } = await workspace.bytes();
    const missing = total(records(9, minutes(15, 15)));
    expect(bytes).toBe(total(all) + total(records(9, hour)) - missing);
  });

  test('the log with more fields is preferred, whatever its size', async () => {
    const rows = records(1, hour);
    await deliver(
      { id: 'fl-0a', rows: [...rows, ...records(2, hour)], fields: usualFields.filter((field) => field !== 'az-id') },
      { id: 'fl-0b', rows }
    );
    const opened = await workspace.open();
    const { result } = await opened.run(
      'SELECT count(*) AS records, count(az_id) AS zoned FROM flow_records',
      new AbortController().signal
    );
    await opened.close();
    expect(result.columns.get('records')).toEqual([120]);
    expect(result.columns.get('zoned')).toEqual([60]);
  });

  test('without interface-id: by the sending address, each direction for itself', async () => {
    const sent = records(1, hour);
    const received = records(1, hour, { 'flow-direction': 'ingress' });
    await deliver(
      { id: 'fl-0a', rows: sent, fields: sixFields },
      { id: 'fl-0b', rows: sent, fields: sixFields },
      { id: 'fl-0c', rows: received, fields: sixFields }
    );
    const { bytes, notices } = await workspace.bytes();
    expect(bytes).toBe(total(sent) + total(received));
    expect(notices[0]).toContain('the same sending address');
  });

  test('three logs, each overlapping another', async () => {
    const all = [...records(1, hour), ...records(2, hour), ...records(3, hour)];
    const of = (...enis: number[]): FlowRow[] =>
      all.filter((row) => enis.includes(Number(String(row['interface-id']).slice(4))));
    await deliver({ id: 'fl-0a', rows: of(1, 2) }, { id: 'fl-0b', rows: of(2, 3) }, { id: 'fl-0c', rows: of(1, 3) });
    expect((await workspace.bytes()).bytes).toBe(total(all));
  });

  test('the same interface name in another account is another interface', async () => {
    await deliver({ id: 'fl-0a', rows: records(1, hour) });
    const name = objectName(five + 900, 'gz', { log: 'fl-0b' }).replace('123456789012', '210987654321');
    await workspace.gzip(`AWSLogs/210987654321/${name}`, records(1, hour));
    expect(await workspace.bytes()).toEqual({ bytes: 2 * total(records(1, hour)), records: 120, notices: [] });
  });
});

test.each([1, 2, 3, 4, 5, 6])(
  'random logs over random interfaces and times count every minute once (seed %i)',
  async (seed) => {
    const random = randomNumbers(seed);
    const seen = new Map<string, FlowRow>();
    const logs = ['fl-0a', 'fl-0b', 'fl-0c'].map((id) => {
      const rows = [1, 2, 3, 4].flatMap((eni) => {
        const first = Math.floor(random() * 40);
        return random() < 0.4 ? [] : records(eni, minutes(first, 1 + Math.floor(random() * (60 - first))));
      });
      rows.forEach((row) => seen.set(`${row['interface-id']} ${row.start}`, row));
      return { id, rows };
    });
    await deliver(...logs);
    expect((await workspace.bytes()).bytes).toBe(total([...seen.values()]));
  }
);

/** Small generator of numbers in [0, 1), the same for a seed. */
function randomNumbers(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
