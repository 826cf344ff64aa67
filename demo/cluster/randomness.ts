/** Seeded randomness: the same seed gives the same cluster, on every machine. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Randomness {
  /** Uniform in [0, 1). */
  fraction(): number;
  /** Uniform integer in [from, to], both included. */
  integer(from: number, to: number): number;
  chance(probability: number): boolean;
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** Lower-case hexadecimal text. */
  hex(length: number): string;
  /** Text of the alphabet Kubernetes uses for generated names (k8s.io/apimachinery, util/rand: no vowels, no 0, 1, 3). */
  suffix(length: number): string;
  uuid(): string;
}

const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

export function createRandomness(seed: number): Randomness {
  const generator = xoroshiro128plus(seed);
  const fraction = (): number => (generator.next() >>> 0) / 0x1_0000_0000;
  const integer = (from: number, to: number): number => from + Math.floor(fraction() * (to - from + 1));
  const text = (alphabet: string, length: number): string => {
    let result = '';
    for (let i = 0; i < length; i++) {
      result += alphabet.charAt(Math.floor(fraction() * alphabet.length));
    }
    return result;
  };
  const hex = (length: number): string => text('0123456789abcdef', length);
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (items) => {
      const item = items[Math.floor(fraction() * items.length)];
      if (item === undefined) {
        throw new RangeError('nothing to pick from');
      }
      return item;
    },
    hex,
    suffix: (length) => text(nameAlphabet, length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text('89ab', 1)}${hex(3)}-${hex(12)}`,
  };
}
