import { readFile, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import {
  createWorkspace,
  five,
  flowRow,
  never,
  textOf,
  usualFields,
  type FlowRow,
  type Workspace,
} from './flow-files.test-data';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await createWorkspace();
  await workspace.gzip('good.log.gz', [flowRow(five, 1_000_000)]);
});
afterEach(() => workspace.end());

/** Enough records, different enough, that a file of them can be cut in its middle. */
const many: FlowRow[] = Array.from({ length: 3000 }, (_row, index) =>
  flowRow(five + (index % 3600), (index * 7919) % 1000, {
    'pkt-srcaddr': `10.${index % 7}.${index % 251}.${(index * 31) % 253}`,
  })
);
const text = textOf(many, usualFields);
const sum = many.reduce((total, row) => total + Number(row.bytes), 0);
const cut = (content: Buffer, share: number): Buffer => content.subarray(0, Math.floor(content.length * share));

describe('objects that are left out', () => {
  const cases: Array<[string, string, () => Buffer | Promise<Buffer>, string]> = [
    ['half a gzip', 'bad.log.gz', () => cut(gzipSync(text), 0.5), 'it ends in the middle of its gzip data'],
    [
      'gzip without trailer',
      'bad.log.gz',
      () => gzipSync(text).subarray(0, -8),
      'it ends in the middle of its gzip data',
    ],
    ['gzip with a wrong checksum', 'bad.log.gz', () => damaged(gzipSync(text), -6), 'its gzip data is damaged'],
    ['gzip with a flipped byte', 'bad.log.gz', () => damaged(gzipSync(text), 5000), 'its gzip data is damaged'],
    ['garbage as gzip', 'bad.log.gz', () => Buffer.from('no gzip at all'), 'its gzip data is damaged'],
    ['empty gzip file', 'bad.log.gz', () => Buffer.alloc(0), 'it is empty'],
    ['empty text', 'bad.log', () => Buffer.alloc(0), 'it is empty'],
    ['zeros', 'bad.log', () => Buffer.alloc(4096), 'it holds no text'],
    ['empty Parquet', 'bad.parquet', () => Buffer.alloc(0), 'its Parquet footer cannot be read'],
    ['garbage as Parquet', 'bad.parquet', () => Buffer.alloc(500, 'x'), 'its Parquet footer cannot be read'],
    ['half a Parquet', 'bad.parquet', async () => cut(await parquet(), 0.5), 'its Parquet footer cannot be read'],
    [
      'Parquet with a damaged footer',
      'bad.parquet',
      async () => damaged(await parquet(), -1500, 1400),
      'its Parquet footer cannot be read',
    ],
    [
      'Parquet with damaged pages',
      'bad.parquet',
      async () => damaged(await parquet('zstd'), 1000, 6000),
      'its data is damaged',
    ],
  ];

  test.each(cases)('%s', async (_name, path, content, reason) => {
    await workspace.file(path, await content());
    const { bytes, notices } = await workspace.bytes();
    expect(bytes).toBe(1_000_000);
    expect(notices).toEqual([`1 flow-log object could not be read and is left out: ${path} (${reason}).`]);
  });

  test.each(cases)('%s is refused when strict', async (_name, path, content) => {
    await workspace.file(path, await content());
    const refused = workspace.bytes(undefined, { strict: true });
    await expect(refused).rejects.toMatchObject({ code: 'corrupt_object' });
    await expect(refused).rejects.toThrow(path);
  });

  test('the first five of many are named', async () => {
    for (let index = 0; index < 8; index += 1) {
      await workspace.file(`bad-${index}.parquet`, 'x');
    }
    const { bytes, notices } = await workspace.bytes();
    expect(bytes).toBe(1_000_000);
    expect(notices[0]).toMatch(/^8 flow-log objects could not be read.*bad-0.*bad-4\.parquet \([^)]*\) and 3 more\.$/);
  });

  test('AWS’s name on something else counts as damage', async () => {
    await workspace.file('AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/03/10/x.log.gz', gzipSync('<html>\n'));
    expect((await workspace.bytes()).notices[0]).toContain('it does not begin as a flow log');
  });

  test('a damaged copy of a whole object is no loss', async () => {
    const name = '123456789012_vpcflowlogs_us-east-1_fl-0a_20260310T0505Z_ab12.log.gz';
    await workspace.gzip(`a/${name}`, [flowRow(five, 5)]);
    await workspace.file(`b/${name}`, cut(gzipSync(text), 0.5));
    expect(await workspace.bytes(undefined, { strict: true })).toEqual({ bytes: 1_000_005, records: 2, notices: [] });
  });

  test('is looked at again once it is whole', async () => {
    const path = await workspace.file('late.log.gz', cut(gzipSync(text), 0.5));
    expect((await workspace.bytes()).bytes).toBe(1_000_000);
    await writeFile(path, gzipSync(text));
    expect(await workspace.bytes()).toEqual({ bytes: 1_000_000 + sum, records: 3001, notices: [] });
  });
});

describe('texts whose whole lines are kept', () => {
  const lines = text.trimEnd().split('\n');
  const lastBytes = Number(many.at(-1)?.bytes);

  const oneLine = '1 line that is not whole';
  const foreign = [...lines.slice(0, 500), 'one two', 'ÄÖÜ'.repeat(9), ...lines.slice(500), ''].join('\n');
  const noNumber = (lines.at(-1) ?? '').replace('443', 'https');

  test.each([
    { name: 'cut in a line', path: 'cut.log', content: text.slice(0, -30), lost: lastBytes, note: oneLine },
    {
      name: 'cut in a line, then compressed',
      path: 'a.gz',
      content: text.slice(0, -30),
      lost: lastBytes,
      note: oneLine,
    },
    { name: 'cut in the last word', path: 'cut.log', content: text.slice(0, -3), lost: lastBytes, note: oneLine },
    { name: 'foreign lines', path: 'a.gz', content: foreign, lost: 0, note: '2 lines that are not whole' },
    { name: 'a word for a number', path: 'odd.log', content: `${text}${noNumber}\n`, lost: 0, note: oneLine },
  ])('$name', async ({ path, content, lost, note }) => {
    await workspace.file(path, path.endsWith('gz') ? gzipSync(content) : content);
    const opened = await workspace.open();
    const { result } = await opened.run('SELECT sum(bytes) AS bytes, sum(srcport) AS ports FROM flow_records', never);
    await opened.close();
    expect(result.columns.get('bytes')).toEqual([1_000_000 + sum - lost]);
    expect(opened.notices.map((notice) => notice.text)).toContain(
      `1 flow-log object is damaged and read only in part: ${path} (without ${note}).`
    );
    await expect(workspace.open(undefined, { strict: true })).rejects.toMatchObject({ code: 'corrupt_object' });
  });

  test('what failed once is remembered: the next question does not fail first', async () => {
    await workspace.file('odd.log.gz', gzipSync(`${text}x\n`));
    const first = await workspace.bytes();
    const opened = await workspace.open();
    expect(opened.notices.map((notice) => notice.text)).toContain(first.notices[0]);
    await opened.close();
  });
});

test('objects that disappear while it is open', async () => {
  const log = await workspace.gzip('gone.log.gz', [flowRow(five, 3)]);
  const table = await workspace.parquet('gone.parquet', [flowRow(five, 4)]);
  const opened = await workspace.open();
  await rm(log);
  await rm(table);
  const { result } = await opened.run('SELECT sum(bytes) AS bytes FROM flow_records', never);
  await opened.close();
  expect(result.columns.get('bytes')).toEqual([1_000_000]);
  expect(opened.objects).toBe(1);
});

async function parquet(codec = 'gzip'): Promise<Buffer> {
  const other = await createWorkspace();
  const content = await readFile(await other.parquet('x.parquet', many, { codec }));
  await other.end();
  return content;
}

/** Flips bits from an offset (from the end if negative). */
function damaged(content: Buffer, offset: number, length = 1): Buffer {
  const copy = Buffer.from(content);
  const start = offset < 0 ? copy.length + offset : offset;
  for (let index = start; index < start + length; index += 1) {
    copy[index] = (copy[index] ?? 0) ^ 0x5a;
  }
  return copy;
}
