/** What an answer says of itself: coverage, statistics of its run, notices. Read from the frames' metadata, pure. */
import type { PanelData, QueryResultMetaNotice } from '@grafana/data';
import * as z from 'zod/mini';
import type { Coverage } from '../shared/coverage';
import { runStatNames } from '../shared/run-stats';

export interface RunStats {
  engineMs?: number;
  queueMs?: number;
  scannedBytes?: number;
  /** USD */
  scanPrice?: number;
  /** Hours that a rollup answered. */
  rolledHours?: number;
}

export interface AnswerFacts {
  /** Absent where the question has none, as health. */
  coverage?: Coverage;
  stats: RunStats;
  notices: QueryResultMetaNotice[];
}

/** Undefined as long as there is no answer to this query. */
export function answerFactsOf(data: PanelData | undefined, refId: string): AnswerFacts | undefined {
  const frames = data?.series.filter((frame) => frame.refId === refId) ?? [];
  if (frames.length === 0) {
    return undefined;
  }
  const metadata = frames.flatMap(({ meta }) => (meta === undefined ? [] : [meta]));
  const coverage = metadata.map(({ custom }) => customSchema.safeParse(custom).data?.coverage).find(Boolean);
  const stats = new Map(
    metadata.flatMap((meta) => meta.stats ?? []).map(({ displayName, value }) => [displayName, value])
  );
  const notices = metadata.flatMap((meta) => meta.notices ?? []);
  return {
    coverage,
    stats: {
      engineMs: stats.get(runStatNames.engineTime),
      queueMs: stats.get(runStatNames.queueTime),
      scannedBytes: stats.get(runStatNames.scannedBytes),
      scanPrice: stats.get(runStatNames.scanPrice),
      rolledHours: stats.get(runStatNames.rolledHours),
    },
    notices: notices.filter(({ text }, index) => notices.findIndex((other) => other.text === text) === index),
  };
}

const coverageSchema: z.ZodMiniType<Coverage> = z.object({
  bytes: z.number(),
  attributedBytes: z.number(),
  unattributedBytes: z.number(),
  ambiguousBytes: z.number(),
  unknownZoneBytes: z.number(),
  externalBytes: z.number(),
  records: z.object({ counted: z.number(), rejected: z.number(), noData: z.number(), skipData: z.number() }),
  incompleteSince: z.nullable(z.number()),
});

const customSchema = z.object({ coverage: coverageSchema });
