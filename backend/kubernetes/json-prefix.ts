/** Tells JSON that was cut short from JSON that was never right: finds the first byte that no continuation could save. */

/** Index of the first byte after which the bytes are no beginning of a JSON value; null if they are one. */
export function firstWrongByte(bytes: Uint8Array): number | null {
  const open: number[] = [];
  let expecting: Expecting = 'value';
  let index = 0;
  while (index < bytes.length) {
    const byte = bytes[index] ?? 0;
    if (isSpace(byte)) {
      index++;
      continue;
    }
    const step = nextStep(expecting, byte, open.at(-1));
    if (step === null) {
      return index;
    }
    if (step === 'scalar') {
      const end = scalarEnd(bytes, index);
      if (end.wrong) {
        return end.index;
      }
      index = end.index;
    } else {
      index++;
    }
    if (step === 'open') {
      open.push(byte);
      expecting = byte === openBrace ? 'first-key' : 'first-value';
      continue;
    }
    if (step === 'close') {
      open.pop();
      expecting = afterValue(open);
    } else if (step === 'scalar') {
      expecting = expecting === 'key' || expecting === 'first-key' ? 'colon' : afterValue(open);
    } else {
      expecting = step;
    }
  }
  return null;
}

type Expecting = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'comma' | 'nothing';

const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;

function nextStep(
  expecting: Expecting,
  byte: number,
  inside: number | undefined
): 'open' | 'close' | 'scalar' | Expecting | null {
  switch (expecting) {
    case 'first-value':
    case 'value':
      if (byte === openBrace || byte === openBracket) {
        return 'open';
      }
      return expecting === 'first-value' && byte === closeBracket ? 'close' : 'scalar';
    case 'first-key':
    case 'key':
      if (expecting === 'first-key' && byte === closeBrace) {
        return 'close';
      }
      return byte === quote ? 'scalar' : null;
    case 'colon':
      return byte === colon ? 'value' : null;
    case 'comma':
      if (byte === comma) {
        return inside === openBrace ? 'key' : 'value';
      }
      return byte === (inside === openBrace ? closeBrace : closeBracket) ? 'close' : null;
    case 'nothing':
      return null;
  }
}

function afterValue(open: number[]): Expecting {
  return open.length === 0 ? 'nothing' : 'comma';
}

interface ScalarEnd {
  index: number;
  wrong: boolean;
}

function scalarEnd(bytes: Uint8Array, start: number): ScalarEnd {
  return bytes[start] === quote ? stringEnd(bytes, start + 1) : wordEnd(bytes, start);
}

function stringEnd(bytes: Uint8Array, start: number): ScalarEnd {
  for (let index = start; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === quote) {
      return { index: index + 1, wrong: false };
    }
    if (byte < 0x20) {
      return { index, wrong: true };
    }
    if (byte === backslash) {
      index++;
    }
  }
  return { index: bytes.length, wrong: false };
}

/** Numbers, true, false, null; at the end of the bytes a beginning of one is enough. */
function wordEnd(bytes: Uint8Array, start: number): ScalarEnd {
  let index = start;
  while (index < bytes.length && isWordByte(bytes[index] ?? 0)) {
    index++;
  }
  const word = Buffer.from(bytes.subarray(start, Math.min(index, start + 64))).toString('latin1');
  const cut = index === bytes.length;
  const right = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(word) || words.includes(word);
  const beginning = /^-?\d*(\.\d*)?([eE][+-]?\d*)?$/.test(word) || words.some((known) => known.startsWith(word));
  return right || (cut && beginning) ? { index, wrong: false } : { index: start, wrong: true };
}

const words = ['true', 'false', 'null'];

function isWordByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || [0x2b, 0x2d, 0x2e, 0x45].includes(byte);
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
