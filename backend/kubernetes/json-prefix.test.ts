import { firstWrongByte } from './json-prefix';

const right = '{"a":[1,-2.5e3,true,null,"x\\"y",{}],"b":{"c":[]}}';

test.each(Array.from({ length: right.length + 1 }, (_, length) => right.slice(0, length)))(
  'a beginning of right JSON has no wrong byte: %s',
  (text) => {
    expect(firstWrongByte(Buffer.from(text))).toBeNull();
  }
);

test.each([
  ['{"a":1 {"b":2}', 7],
  ['{"a":{"b":1,\n{"type":"ADDED"}', 13],
  ['{"type":"ADD\n{"type":"ADDED"}', 12],
  ['{"a":1,}', 7],
  ['[1,]', 3],
  ['{"a" 1}', 5],
  ['{"a":tru}', 5],
  ['{"a":nul,', 5],
  ['{"a":1]', 6],
  ['{a:1}', 1],
  ['{}x', 2],
  ['apiVersion: v1', 0],
  ['{"a":"\0"}', 6],
])('%j is wrong at %i', (text, index) => {
  expect(firstWrongByte(Buffer.from(text))).toBe(index);
});
