import type { Coverage } from '../../src/shared/coverage';
import { inventoryWith } from '../sql/inventory';
import { coverageNotices, fieldNotices, incompleteSince, inventoryNotices, sharedAddressNotices } from './notices';

const whole: Coverage = {
  bytes: 1000,
  attributedBytes: 1000,
  unattributedBytes: 0,
  ambiguousBytes: 0,
  unknownZoneBytes: 0,
  externalBytes: 0,
  records: { counted: 1, rejected: 0, noData: 0, skipData: 0 },
  incompleteSince: null,
};

test('a whole answer needs no notice', () => {
  expect(coverageNotices(whole)).toEqual([]);
  expect(fieldNotices({ has: () => true, lackedBySome: () => false })).toEqual([]);
});

test.each<[string, Partial<Coverage>, string]>([
  ['late records', { incompleteSince: 0 }, 'Incomplete since 1970-01-01T00:00:00.000Z'],
  ['skipped windows', { records: { ...whole.records, skipData: 3 } }, '3 windows'],
  ['unknown owners', { unattributedBytes: 60 }, '6.0 %'],
  ['unknown zones inside', { unknownZoneBytes: 300, externalBytes: 100 }, '20 %'],
])('%s are told', (_, part, expected) => {
  expect(coverageNotices({ ...whole, ...part }).map((notice) => notice.text)).toEqual([
    expect.stringContaining(expected),
  ]);
});

test('the internet’s missing zone is no gap', () => {
  expect(coverageNotices({ ...whole, unknownZoneBytes: 900, externalBytes: 900 })).toEqual([]);
});

test('each missing field has its consequence', () => {
  const texts = fieldNotices({ has: (field) => field === 'action', lackedBySome: (field) => field === 'action' });
  expect(texts.map((notice) => notice.text.split(':')[0])).toEqual([
    'The flow logs have no flow-direction',
    'Some flow-log objects have no action',
    'The flow logs have no log-status',
    'The flow logs have no az-id',
    'The flow logs have no packets',
  ]);
});

test.each([
  ['closed', 0, 1_000_000, 2_000_000, null],
  ['reaching now', 0, 2_000_000, 2_000_000, 1_100_000],
  ['young', 1_900_000, 2_000_000, 2_000_000, 1_900_000],
  ['in the future', 3_000_000, 4_000_000, 2_000_000, 3_000_000],
])('a range that is %s', (_, from, to, now, expected) => {
  expect(incompleteSince({ from, to }, now)).toBe(expected);
});

test('where VPCs share addresses, records that do not tell their VPC are warned of', () => {
  const vpcs = new Map([['red', 'vpc-red']]);
  const fields = (all: boolean, some: boolean) => ({ has: () => all, lackedBySome: () => some });
  const warned = (all: boolean, some: boolean): number =>
    sharedAddressNotices({ fields: fields(all, some), vpcs }).length;
  expect([warned(true, false), warned(true, true), warned(false, false)]).toEqual([0, 1, 1]);
  expect(sharedAddressNotices({ fields: fields(false, false) })).toEqual([]);
});

test('more subnets than a statement holds are left out, and that is told', () => {
  const stretch = { first: 1, last: 1, zone: 'use1-az1' };
  const of = (count: number) => inventoryWith({ ipv4: Array.from({ length: count }, () => stretch), ipv6: [] });
  expect(of(2000).zones.ipv4).toHaveLength(2000);
  expect(inventoryNotices({ inventory: of(2000) })).toEqual([]);
  expect(of(2001).zones.ipv4).toEqual([]);
  expect(inventoryNotices({ inventory: of(2001) })).toHaveLength(1);
  expect(inventoryNotices({})).toEqual([]);
});
