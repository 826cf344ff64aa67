import { Succession } from './succession';

const interval = (uid: string, started: number, ended: number | null, address = '10.0.0.1') => ({
  address,
  uid,
  started,
  ended,
  followed_at: null,
});

test.each<[string, ReturnType<typeof interval>, number | null]>([
  ['an open interval ends where the next owner starts', interval('a', 10, null), 20],
  ['not where a later one does', interval('b', 20, null), 30],
  ['a known end stays, even past the next start', interval('a', 10, 25), 25],
  ['the last owner stays open', interval('c', 30, null), null],
  ['two that start together follow each other by uid', interval('a0', 20, null), 20],
  ['another address has no part in it', interval('z', 5, null, '10.0.0.2'), null],
  ['no address has no next owner', interval('z', 5, null, ''), null],
])('%s', (_, row, ended) => {
  const all = [interval('c', 30, null), interval('a', 10, null), interval('b', 20, null), interval('x', 1, null, '')];
  const closed = new Succession([...all, row]).closed(row);
  expect(closed.ended ?? closed.followed_at).toBe(ended);
  expect(closed.ended).toBe(row.ended);
});
