/** Names of the copies in the cache: what a copy is of, how long it is, and the checksum that tells whether it is whole. */
import { createHash } from 'node:crypto';
import type { PlacedFile } from '../place';

/** What a copy is of: the same object in another version is another one. */
export function copyId({ path, version, size, modifiedMs }: PlacedFile): string {
  const identity = JSON.stringify([path, version === '' ? modifiedMs : version, size]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 40);
}

export interface CopyName {
  id: string;
  size: number;
  crc: number;
}

export function copyName({ id, size, crc }: CopyName): string {
  return `${id}-${size}-${crc.toString(16).padStart(8, '0')}`;
}

/** Null for anything that is no copy's name. */
export function parseCopyName(name: string): CopyName | null {
  const [, id, size, crc] = /^([0-9a-f]{40})-(\d{1,15})-([0-9a-f]{8})$/.exec(name) ?? [];
  return id === undefined ? null : { id, size: Number(size), crc: Number.parseInt(crc ?? '', 16) };
}
