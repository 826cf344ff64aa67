/** The demo's result for programs. */
import type { DemoResult } from '../run';

export function jsonReport(result: DemoResult): Record<string, unknown> {
  const { cluster, folder, answers, comparisons, podListJoin, report, handshakeMs, seconds } = result;
  return {
    folder: folder.path,
    ...cluster.options,
    nodes: cluster.nodes.length,
    pods: cluster.pods.length,
    records: cluster.records.length,
    top: answers.top,
    crossZone: answers.crossZone,
    matrix: answers.matrix,
    series: answers.series,
    coverage: answers.coverage,
    comparisons,
    podListJoin,
    report,
    handshakeMs,
    seconds,
  };
}
