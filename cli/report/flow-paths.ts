/** Cross-zone traffic on its way: from a sender out of one zone into another. Pure. */
import type { Dimension } from '../../src/shared/dimensions';
import type { Answer } from '../../backend/traffic/service';
import { answerRows, endOf } from './answer-rows';
import { crosses, type ZoneMatrix } from './zone-matrix';

export interface FlowPath {
  /** Index of a shown sender; null for all others together. */
  sender: number | null;
  sourceZone: string;
  targetZone: string;
  bytes: number;
}

/**
 * The paths of the shown senders; whatever else the matrix has between two zones is the others', so that the paths of a
 * pair of zones always add up to its bytes.
 */
export function flowPaths(
  answer: Answer,
  { sender, shown, matrix }: { sender: Dimension; shown: readonly string[]; matrix: ZoneMatrix }
): FlowPath[] {
  const bytes = new Map<string, number>();
  for (const row of answerRows(answer)) {
    const { name, isRest } = endOf(row, 'source', [sender]);
    const index = isRest ? -1 : shown.indexOf(name);
    if (index >= 0) {
      const key = JSON.stringify([index, row.text('source_zone'), row.text('target_zone')]);
      bytes.set(key, (bytes.get(key) ?? 0) + row.number('bytes'));
    }
  }
  return pairsOf(matrix).flatMap(({ sourceZone, targetZone, total }) => {
    const path = (index: number): FlowPath => ({
      sender: index,
      sourceZone,
      targetZone,
      bytes: bytes.get(JSON.stringify([index, sourceZone, targetZone])) ?? 0,
    });
    const known = shown.map((_, index) => path(index));
    const rest = total - known.reduce((sum, each) => sum + each.bytes, 0);
    return [...known, { sender: null, sourceZone, targetZone, bytes: rest }].filter((each) => each.bytes > 0);
  });
}

function pairsOf({ zones, bytes }: ZoneMatrix): Array<{ sourceZone: string; targetZone: string; total: number }> {
  return zones.flatMap((sourceZone, row) =>
    zones.flatMap((targetZone, column) =>
      crosses(sourceZone, targetZone) ? [{ sourceZone, targetZone, total: bytes[row]?.[column] ?? 0 }] : []
    )
  );
}
