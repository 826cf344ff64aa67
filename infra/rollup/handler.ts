/**
 * The function beside the rollup's state machine: it finds the hours that are missing or stale, and writes the statements that
 * make some of them. It runs none but questions; the state machine runs what it writes.
 *
 * Environment: `ZONEFLOW_SETTINGS` (settings of the data source as JSON, with the tables of the rollup), and Lambda's `AWS_REGION`.
 */
import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { settingsSchema, type Settings } from '../../src/shared/settings';
import { everythingAllowed } from '../../backend/aws/aws-policy';
import { parseAwsSettings, type AwsSettings } from '../../backend/aws/aws-settings';
import type { TimeRange } from '../../backend/engines/engine';
import { ZoneFlowError } from '../../backend/errors';
import { createLogger } from '../../backend/log';
import { buildsOf } from '../../backend/rollup/table-builds';
import { timeLimit } from '../../backend/time-limit';
import { openTableRollup } from '../../backend/traffic/open-table-rollup';
import { rangeToRoll } from './plan-hours';

const rangeSchema = z.object({ from: z.int(), to: z.int() });
const eventSchema = z.discriminatedUnion('what', [
  z.object({
    what: z.literal('find'),
    startedAt: z.string(),
    asked: z.object({
      from: z.optional(z.string()),
      to: z.optional(z.string()),
      hours: z.optional(z.int().check(z.minimum(1))),
    }),
  }),
  z.object({ what: z.literal('build'), hours: rangeSchema, within: rangeSchema }),
]);

export interface FoundHours {
  /** What was looked at, epoch seconds. */
  within: TimeRange;
  /** Each is made by one build. */
  missing: TimeRange[];
}

export interface WrittenBuild {
  /** The token makes starting a statement again the same query. */
  statements: Record<string, { sql: string; token: string }>;
}

/** Errors: bad_input, bad_settings, and those of the engine. */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis: () => number }
): Promise<FoundHours | WrittenBuild> {
  return planRollup(event, {
    settings: settingsOf(process.env['ZONEFLOW_SETTINGS']),
    aws: () => parseAwsSettings({ defaultRegion: process.env['AWS_REGION'] }, new Map(), everythingAllowed),
    signal: timeLimit(Math.max(context.getRemainingTimeInMillis() - 2_000, 1_000)),
  });
}

export interface PlanContext {
  settings: Settings;
  aws: () => AwsSettings;
  signal: AbortSignal;
}

/** The same with everything given. */
export async function planRollup(
  event: unknown,
  { settings, aws, signal }: PlanContext
): Promise<FoundHours | WrittenBuild> {
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success) {
    throw new ZoneFlowError(
      'bad_input',
      `The event is none of the state machine's: ${parsed.error.issues[0]?.message ?? ''}`
    );
  }
  const log = createLogger((line) => process.stdout.write(line));
  const rollup = openTableRollup(settings, { log, secrets: new Map(), aws });
  try {
    switch (parsed.data.what) {
      case 'find': {
        const within = rangeToRoll(parsed.data.startedAt, parsed.data.asked);
        return { within, missing: buildsOf(await rollup.missingHours(within, signal)) };
      }
      case 'build': {
        const { hours, within } = parsed.data;
        const { statements } = await rollup.build(hours, within, signal);
        return {
          statements: Object.fromEntries(statements.map(({ name, sql }) => [name, { sql, token: randomUUID() }])),
        };
      }
    }
  } finally {
    await rollup.close();
  }
}

function settingsOf(text: string | undefined): Settings {
  if (text === undefined || text === '') {
    throw new ZoneFlowError('bad_settings', 'The function has no ZONEFLOW_SETTINGS', {
      remedy: 'Deploy the stack again: it sets what the function needs.',
    });
  }
  return settingsSchema.parse(JSON.parse(text));
}
