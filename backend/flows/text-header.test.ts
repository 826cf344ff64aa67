import { isWholeLastLine, isWholeLine, parseTextHeader } from './text-header';

test.each([
  ['version account-id srcaddr dstaddr bytes', ['version', 'account_id', 'srcaddr', 'dstaddr', 'bytes']],
  ['bytes pkt-dstaddr pkt-srcaddr next-hop-az-id\r', ['bytes', 'pkt_dstaddr', 'pkt_srcaddr', 'next_hop_az_id']],
  ['2 123456789012 eni-1 10.0.0.1 10.0.0.2 443 5 6 1 2 3 4 ACCEPT OK', null],
  ['{"Records": []}', null],
  ['start start bytes', null],
  ['the bytes of the start', null],
  ['', null],
])('%j', (line, columns) => {
  expect(parseTextHeader(line)).toEqual(columns);
});

const columns = ['pkt_srcaddr', 'bytes', 'start', 'action'];
test.each([
  ['10.0.0.1 5 1773118800 ACCEPT', true, true],
  ['- - 1773118800 -', true, true],
  ['10.0.0.1 5 1773118800 ACCE', true, false],
  ['10.0.0.1 5 1773118800 ', true, false],
  ['10.0.0.1 5 17731', false, false],
  ['10.0.0.1 five 1773118800 ACCEPT', false, false],
  ['10.0.0.1 5 1773118800 ACCEPT more', false, false],
  ['10.0.0.1 5 1773118800 \u00ff', false, false],
])('%j', (line, whole, wholeAtEnd) => {
  expect(isWholeLine(line, columns)).toBe(whole);
  expect(isWholeLastLine(line, columns)).toBe(wholeAtEnd);
});
