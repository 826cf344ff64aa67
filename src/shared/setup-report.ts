/** The answer of the resource `doctor`: what was looked at in the setup, how it is, what to do about it. */
import * as z from 'zod/mini';

export const checkStates = ['ok', 'warning', 'failed', 'skipped'] as const;

export const setupReportSchema = z.object({
  /** The worst of the checks. */
  state: z.enum(['ok', 'warning', 'failed']),
  checks: z.array(
    z.object({
      area: z.string(),
      /** Which of them: a flow log, a cluster, an IAM action; empty if there is only one. */
      subject: z.string(),
      state: z.enum(checkStates),
      finding: z.string(),
      /** Empty where all is well. */
      remedy: z.string(),
    })
  ),
  /** IAM policy with the least that the role of the data source must be allowed; null where nothing of AWS is used. */
  policy: z.nullable(z.unknown()),
});
export type SetupReport = z.infer<typeof setupReportSchema>;
export type SetupCheck = SetupReport['checks'][number];
export type CheckState = SetupCheck['state'];
