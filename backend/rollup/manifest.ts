/** What a day of a rollup consists of: its hours, what each was made from, and the files that hold their rows. */
import * as z from 'zod/mini';

/** Raised when the rows of earlier versions no longer say the same: their hours are then made again. */
export const rollupVersion = 1;

export const hourFieldsSchema = z.nullable(z.object({ all: z.array(z.string()), partial: z.array(z.string()) }));

const hourSchema = z.object({
  /** Start of the hour, epoch seconds. */
  hour: z.int(),
  flows: z.string(),
  attribution: z.string(),
  /** Networks outside the private ranges whose addresses the rows keep apart where they have no owner; sorted. */
  networks: z.array(z.string()),
  /** Fields of the hour's flow-log objects, sorted; null if it has no object. */
  fields: hourFieldsSchema,
  not_counted: z.object({ rejected: z.number(), no_data: z.number(), skip_data: z.number() }),
});

const manifestSchema = z.object({
  version: z.literal(rollupVersion),
  /** `2026-03-10` */
  day: z.string(),
  /** File names in the day's folders of exchanges and evidence, with their sizes in bytes. */
  exchanges: z.object({ file: z.string().check(z.regex(/^[\w.-]+$/)), size: z.number() }),
  evidence: z.object({ file: z.string().check(z.regex(/^[\w.-]+$/)), size: z.number() }),
  /** Ascending. */
  hours: z.array(hourSchema),
});

export type RolledHour = z.infer<typeof hourSchema>;
export type DayManifest = z.infer<typeof manifestSchema>;

/** Null for what another version wrote, or what is no manifest: its hours are as if they were not there. */
export function parseManifest(content: string): DayManifest | null {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(content));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Each state of a day has a manifest of its own; the one written last holds, told by its name. @param now epoch milliseconds */
export function manifestName(now: number, unique: string): string {
  return `hours-${String(now).padStart(14, '0')}-${unique}.json`;
}

/** Epoch milliseconds in a manifest's name. */
export function manifestTime(name: string): number {
  return Number(name.slice('hours-'.length, 'hours-'.length + 14));
}

/** Of the names of files, that of the manifest that holds. */
export function lastManifest(names: readonly string[]): string | undefined {
  return names
    .filter((name) => /^hours-\d{14}-[\w-]+\.json$/.test(name))
    .sort()
    .at(-1);
}

/** Folders of the rollup, each with a folder a day: rows of exchanges, of evidence, and the manifests. */
export const rollupFolders = { exchanges: 'exchanges', evidence: 'evidence', hours: 'hours' } as const;
export type RollupFolder = keyof typeof rollupFolders;

/** `day=2026-03-10` */
export function dayFolderName(day: string): string {
  return `day=${day}`;
}
