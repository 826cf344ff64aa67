/** Packs many strings into one UTF-8 buffer with 32-bit offsets, the way Arrow keeps text. */
import { ZoneFlowError } from '../errors';

export interface Texts {
  /** Little-endian int32, one more than there are texts. */
  offsets: Uint8Array;
  bytes: Uint8Array;
}

const maxBytes = 2 ** 31 - 1;

/**
 * One native call encodes all texts together, which is several times as fast as a call for each.
 * Halves of broken surrogate pairs become U+FFFD.
 * @throws ZoneFlowError `result_too_large` above 2 GiB.
 */
export function encodeTexts(texts: readonly string[]): Texts {
  const joined = texts.join('');
  if (joined.length > maxBytes) {
    throw new ZoneFlowError('result_too_large', 'A text column holds more than 2 GiB');
  }
  const bytes = Buffer.from(joined, 'utf8');
  if (bytes.length === joined.length) {
    return { offsets: offsetsOf(texts, (text) => text.length), bytes };
  }
  const offsets = offsetsOf(texts, (text) => Buffer.byteLength(text, 'utf8'));
  const total = Buffer.from(offsets.buffer, offsets.byteOffset, offsets.byteLength).readInt32LE(texts.length * 4);
  if (total === bytes.length) {
    return { offsets, bytes };
  }
  // The end of one text and the start of the next made a surrogate pair that neither holds alone.
  return { offsets, bytes: Buffer.concat(texts.map((text) => Buffer.from(text, 'utf8'))) };
}

function offsetsOf(texts: readonly string[], lengthOf: (text: string) => number): Uint8Array {
  const offsets = new Uint8Array((texts.length + 1) * 4);
  const view = new DataView(offsets.buffer);
  let end = 0;
  for (let index = 0; index < texts.length; index++) {
    end += lengthOf(texts[index] ?? '');
    if (end > maxBytes) {
      throw new ZoneFlowError('result_too_large', 'A text column holds more than 2 GiB');
    }
    view.setInt32((index + 1) * 4, end, true);
  }
  return offsets;
}
