import { chooseEvicted, type StoredCopy } from './eviction';

const day = 86_400_000;
const now = 100 * day;

/** `id:size:days since its last use`, by which they are named in what is expected. */
function copies(...texts: string[]): StoredCopy[] {
  return texts.map((text) => {
    const [id = '', size, age] = text.split(':');
    return { id: id === 'draft' ? '' : id, path: id, size: Number(size), usedMs: now - Number(age) * day };
  });
}

test.each<[string, string[], number, string[], string[]]>([
  ['there is room', ['a:10:1', 'b:10:2'], 20, [], []],
  ['the least recently used goes first', ['a:10:1', 'b:10:3', 'c:10:2'], 25, [], ['b']],
  ['a little more goes than must', ['a:10:1', 'b:10:3', 'c:10:2'], 21, [], ['b', 'c']],
  ['what is read stays', ['a:10:1', 'b:10:3', 'c:10:2'], 25, ['b'], ['c']],
  ['nothing is enough', ['a:10:1', 'b:10:2'], -5, ['a'], ['b']],
  ['what is old goes though there is room', ['a:10:1', 'b:10:9'], 99, [], ['b']],
  ['what is old and read stays', ['a:10:1', 'b:10:9'], 99, ['b'], []],
  ['a draft of today stays, an older one goes', ['draft:10:0', 'draft:10:1'], 0, [], ['draft']],
  ['there are none', [], 0, [], []],
])('%s', (_name, given, room, held, expected) => {
  const limits = { held: new Set(held), room, nowMs: now, maxAgeMs: 7 * day };
  expect(chooseEvicted(copies(...given), limits).map(({ path }) => path)).toEqual(expected);
});
