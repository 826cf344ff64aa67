/** Kinds of values that `-c name=value` gives: the CLI passes text, `cdk.json` may hold lists, numbers and booleans. */
import * as z from 'zod';

/** Texts with commas, or a list; what is named twice is meant once. */
export const list = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? value.split(',') : value).map((each) => each.trim()))
  .pipe(z.array(z.string().min(1)).min(1))
  .transform((values) => [...new Set(values)]);

/** AWS's own, such as `vpc-0a1b2c3d4e5f60718`. */
export const idsOf = (prefix: string) =>
  list.pipe(z.array(z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `must be ${prefix}-…`)));

export const flag = z.union(
  [z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')],
  'must be true or false'
);

export function count(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message);
}
