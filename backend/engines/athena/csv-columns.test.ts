/** Result files as Athena writes them, cut into pieces anywhere. */
import { CsvColumns } from './csv-columns';
import type { ResultColumn } from './value-kinds';

const columns: ResultColumn[] = [
  { name: 'n', kind: 'whole' },
  { name: 't', kind: 'text' },
  { name: 'f', kind: 'number' },
  { name: 'y', kind: 'boolean' },
];

function read(csv: string, of: readonly ResultColumn[], pieceBytes: number) {
  const bytes = Buffer.from(csv);
  const reader = new CsvColumns(of);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.add(bytes.subarray(at, at + pieceBytes));
  }
  const result = reader.result();
  return result === null ? null : { rowCount: result.rowCount, ...Object.fromEntries(result.columns) };
}

const file = [
  '"n","t","f","y"\n',
  '"1","a","1.5","true"\n',
  ',,,\n',
  '"-9007199254740991","","-1.0E-10","false"\n',
  '"0","say ""hi"",\nüber, 😀","NaN",\n',
  '"007","a","Infinity","true"\n',
  `"12","${'x'.repeat(200)}","3",\n`,
].join('');
const expected = {
  rowCount: 6,
  n: [1, null, -9007199254740991, 0, 7, 12],
  t: ['a', null, '', 'say "hi",\nüber, 😀', 'a', 'x'.repeat(200)],
  f: [1.5, null, -1e-10, NaN, Infinity, 3],
  y: [true, null, false, null, true, null],
};

test.each([1, 2, 3, 5, 7, 16, 1000])('values of every kind, in pieces of %i bytes', (pieceBytes) => {
  expect(read(file, columns, pieceBytes)).toEqual(expected);
});

test.each<[string, string, unknown]>([
  ['no rows', '"n"\n', { rowCount: 0, n: [] }],
  ['a NULL alone in its row', '"n"\n\n"2"\n\n', { rowCount: 3, n: [null, 2, null] }],
  ['no line feed at the end', '"n"\n"2"', { rowCount: 1, n: [2] }],
  ['line ends of another system', '"n"\r\n"2"\r\n\r\n', { rowCount: 2, n: [2, null] }],
  ['nothing at all', '', null],
  ['an end within a value', '"n"\n"2', null],
])('%s', (_, csv, result) => {
  for (const pieceBytes of [1, 100]) {
    expect(read(csv, columns.slice(0, 1), pieceBytes)).toEqual(result);
  }
});

test('an end within a row is no result, wherever it is', () => {
  const bytes = Buffer.from(file);
  const rowStart = bytes.lastIndexOf('\n', bytes.length - 2) + 1;
  for (let end = rowStart + 1; end < bytes.length - 3; end += 1) {
    expect(read(bytes.subarray(0, end).toString('latin1'), columns, 1000)).toBeNull();
  }
});

test.each([
  ['a number beyond 2^53', '"n","t"\n"9007199254740993","x"\n', 'The column n has a number beyond 2^53'],
  ['another number of values', '"n","t"\n"1","x","y"\n', 'has not 2 quoted values'],
  ['words that are no numbers', '"n","t"\n"one","x"\n', 'The column n has a value that is no number: one'],
])('%s is an error', (_, csv, message) => {
  expect(() => read(csv, columns.slice(0, 2), 1000)).toThrow(message);
});

test('many texts of the same hash stay apart', () => {
  const texts = Array.from({ length: 30_000 }, (_, index) => `w-${index}`);
  const csv = `"t"\n${[...texts, ...texts].map((text) => `"${text}"\n`).join('')}`;
  expect(read(csv, columns.slice(1, 2), 4096)).toEqual({ rowCount: 60_000, t: [...texts, ...texts] });
});
