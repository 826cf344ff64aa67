/** What Trino answers, in Athena's print. */
import { athenaText, athenaType, hiveType } from './trino-values';

test.each([
  [null, 'bigint', null],
  [9007199254740991, 'bigint', '9007199254740991'],
  [1, 'double', '1.0'],
  [0.5, 'double', '0.5'],
  [0, 'double', '0.0'],
  [12_345_678, 'double', '1.2345678E7'],
  [1e10, 'double', '1.0E10'],
  [0.00025, 'double', '2.5E-4'],
  ['NaN', 'double', 'NaN'],
  [true, 'boolean', 'true'],
  ['12.50', 'decimal(4,2)', '12.50'],
  ['2026-03-10 00:00:00.000', 'timestamp(3)', '2026-03-10 00:00:00.000'],
  [['a', null], 'array(varchar)', '[a, null]'],
  [{ team: 'store', tier: '1' }, 'map(varchar, varchar)', '{team=store, tier=1}'],
])('%j of type %s is %s', (value, type, text) => {
  expect(athenaText(value, type)).toBe(text);
});

test.each([
  ['varchar(5)', 'varchar', 'string'],
  ['integer', 'integer', 'int'],
  ['real', 'float', 'float'],
  ['timestamp(3) with time zone', 'timestamp with time zone', 'timestamp with time zone'],
  ['map(varchar, varchar)', 'map', 'map<string,string>'],
  ['array(integer)', 'array', 'array<int>'],
])('%s is %s to Athena, %s to Hive', (type, athena, hive) => {
  expect([athenaType(type), hiveType(type)]).toEqual([athena, hive]);
});
