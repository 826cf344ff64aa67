/** Traffic from zone to zone, and the totals that follow from it. Pure. */
import type { Answer } from '../../backend/traffic/service';
import { answerRows } from './answer-rows';

export interface ZoneMatrix {
  /** Zone IDs in their order; the empty text, last, stands for ends of unknown zone. */
  zones: string[];
  /** Bytes from the zone of the row to the zone of the column. */
  bytes: number[][];
  /** Bytes that left each zone for another known one, and that came from another. */
  sent: number[];
  received: number[];
}

export interface Totals {
  crossZoneBytes: number;
  sameZoneBytes: number;
  /** Bytes with an end of unknown zone: neither cross-zone nor same-zone. */
  unknownZoneBytes: number;
  /** Estimated charge of crossZoneBytes. */
  cost: number;
}

export function zoneMatrix(answer: Answer): { matrix: ZoneMatrix; totals: Totals } {
  const cells = answerRows(answer).map((row) => ({
    source: row.text('source_zone'),
    target: row.text('target_zone'),
    bytes: row.number('bytes'),
    cost: row.number('cost'),
  }));
  const known = new Set(cells.flatMap(({ source, target }) => [source, target]));
  const isUnknownSeen = known.delete('');
  const zones = [...[...known].sort(), ...(isUnknownSeen ? [''] : [])];
  const sum = (admits: (source: string, target: string) => boolean): number =>
    cells.reduce((total, cell) => total + (admits(cell.source, cell.target) ? cell.bytes : 0), 0);
  return {
    matrix: {
      zones,
      bytes: zones.map((row) => zones.map((column) => sum((source, target) => source === row && target === column))),
      sent: zones.map((zone) => sum((source, target) => source === zone && crosses(source, target))),
      received: zones.map((zone) => sum((source, target) => target === zone && crosses(source, target))),
    },
    totals: {
      crossZoneBytes: sum(crosses),
      sameZoneBytes: sum((source, target) => source !== '' && source === target),
      unknownZoneBytes: sum((source, target) => source === '' || target === ''),
      cost: cells.reduce((total, { cost }) => total + cost, 0),
    },
  };
}

/** Both zones known, and different. */
export function crosses(source: string, target: string): boolean {
  return source !== '' && target !== '' && source !== target;
}
