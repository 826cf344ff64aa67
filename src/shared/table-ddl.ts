/** Answers of the resources `flow-logs` and `ddl`: flow logs to choose from, and the statement that makes a table of one. */
import * as z from 'zod/mini';

export const flowLogChoicesSchema = z.object({
  /** Those that a table can be made of come first. */
  flowLogs: z.array(
    z.object({
      id: z.string(),
      /** VPC, subnet or interface. */
      resource: z.string(),
      /** `s3://bucket/prefix`, or what it delivers to instead. */
      destination: z.string(),
      /** Why no table can be made of it, or null. */
      problem: z.nullable(z.string()),
    })
  ),
});
export type FlowLogChoice = z.infer<typeof flowLogChoicesSchema>['flowLogs'][number];

export const tableDdlSchema = z.object({
  /** Without semicolons; to be run one by one. */
  statements: z.array(z.string()),
  /** What the table keeps empty or cannot tell. */
  notices: z.array(z.object({ severity: z.enum(['info', 'warning', 'error']), text: z.string() })),
});
export type TableDdl = z.infer<typeof tableDdlSchema>;
