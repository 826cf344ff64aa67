import { DuckDBInstance } from '@duckdb/node-api';
import { duckDbDialect } from './duckdb-dialect';

async function value(expression: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT ${expression}`);
  connection.closeSync();
  instance.closeSync();
  return reader.getRowsJson()[0]?.[0];
}

test.each([
  [`'10.0.0.1'`, ['10.0.0.1']],
  [
    `'2001:db8::1'`,
    [
      '2001:0DB8:0000:0000:0000:0000:0000:0001',
      '2001:0db8:0000:0000:0000:0000:0000:0001',
      '2001:DB8:0:0:0:0:0:1',
      '2001:DB8::1',
      '2001:db8:0:0:0:0:0:1',
      '2001:db8::1',
    ],
  ],
  [`'::1'`, ['0000:0000:0000:0000:0000:0000:0000:0001', '0:0:0:0:0:0:0:1', '::1']],
  [`'fe80::'`, expect.arrayContaining(['fe80:0:0:0:0:0:0:0', 'fe80::'])],
  [`'1:2:3:4:5:6:7:8'`, ['0001:0002:0003:0004:0005:0006:0007:0008', '1:2:3:4:5:6:7:8']],
])('spellings of %s', async (address, spellings) => {
  expect(await value(`list_sort(${duckDbDialect.addressSpellings(address)})`)).toEqual(spellings);
});

test.each([
  [duckDbDialect.mapValue(`MAP {'a': 'b'}`, `'a'`), 'b'],
  [duckDbDialect.mapValue(`MAP {'a': 'b'}`, `'c'`), null],
  [duckDbDialect.matches(`'shop-1'`, `'shop-[0-9]'`), true],
  [duckDbDialect.matches(`'my-shop-1'`, `'shop-[0-9]'`), false],
  [`${duckDbDialect.addressKey(`'10.0.0.1'`)} >= 0`, true],
  [`${duckDbDialect.addressKey(`'10.0.0.1'`)} = ${duckDbDialect.addressKey(`'10.0.0.1'`)}`, true],
  [`max(${duckDbDialect.addressKey('range')}) > 0 FROM range(100000)`, true],
  [`min(${duckDbDialect.addressKey('range')}) >= 0 FROM range(100000)`, true],
])('%s', async (expression, expected) => {
  expect(await value(expression)).toBe(expected);
});
