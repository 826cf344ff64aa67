/** StartQueryExecution: one query a token, only with a place for its results, and not beyond the account's quota. */
import * as z from 'zod/mini';
import { CallError, invalid } from './call-error';
import type { NewQuery, Queries, Query } from './queries';
import { describeWorkgroup, type Workgroup } from './workgroups';

const inputSchema = z.object({
  QueryString: z.string().check(z.minLength(1), z.maxLength(262_144)),
  ClientRequestToken: z.optional(z.string().check(z.minLength(32), z.maxLength(128))),
  QueryExecutionContext: z.optional(z.object({ Database: z.optional(z.string()), Catalog: z.optional(z.string()) })),
  ResultConfiguration: z.optional(z.object({ OutputLocation: z.optional(z.string()) })),
  WorkGroup: z.optional(z.string()),
  ResultReuseConfiguration: z.optional(
    z.object({
      ResultReuseByAgeConfiguration: z.optional(
        z.object({
          Enabled: z.boolean(),
          MaxAgeInMinutes: z.optional(z.int().check(z.minimum(0), z.maximum(10_080))),
        })
      ),
    })
  ),
});

export interface StartContext {
  queries: Queries;
  workgroups: ReadonlyMap<string, Workgroup>;
  /** Most queries that may be queued or run at once. */
  mostActive: number;
  /** Started queries by client request token, with what they were started from. */
  tokens: Map<string, { query: Query; input: string }>;
}

export function startQuery(input: unknown, context: StartContext): Record<string, unknown> {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`1 validation error detected: ${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  const { ClientRequestToken: token } = parsed.data;
  const text = JSON.stringify(parsed.data);
  const known = token === undefined ? undefined : context.tokens.get(token);
  if (known !== undefined) {
    if (known.input !== text) {
      throw invalid('Idempotent parameters do not match');
    }
    return { QueryExecutionId: known.query.id };
  }
  if (context.queries.active().length >= context.mostActive) {
    throw new CallError(
      'TooManyRequestsException',
      'You have exceeded the limit for the number of queries you can run concurrently.',
      { Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' }
    );
  }
  const query = context.queries.start(newQuery(parsed.data, context.workgroups));
  if (token !== undefined) {
    context.tokens.set(token, { query, input: text });
  }
  return { QueryExecutionId: query.id };
}

function newQuery(input: z.infer<typeof inputSchema>, workgroups: StartContext['workgroups']): NewQuery {
  const workgroup = existingWorkgroup(input.WorkGroup ?? 'primary', workgroups);
  if (!workgroup.enabled) {
    throw invalid(`WorkGroup ${workgroup.name} is disabled.`);
  }
  const reuse = input.ResultReuseConfiguration?.ResultReuseByAgeConfiguration;
  return {
    sql: input.QueryString,
    catalog: input.QueryExecutionContext?.Catalog ?? null,
    database: input.QueryExecutionContext?.Database ?? null,
    workgroup,
    outputFolder: outputFolder(workgroup, input.ResultConfiguration?.OutputLocation),
    // Managed results are never reused.
    reuseMinutes: reuse?.Enabled === true && !workgroup.managed ? (reuse.MaxAgeInMinutes ?? 60) : null,
  };
}

function outputFolder(workgroup: Workgroup, given: string | undefined): string | null {
  if (workgroup.managed) {
    if (given !== undefined) {
      throw invalid(
        'OutputLocation cannot be set when the workgroup has managed query results enabled. Remove the OutputLocation.'
      );
    }
    return null;
  }
  const location = workgroup.enforced ? workgroup.outputLocation : (given ?? workgroup.outputLocation);
  if (location === null) {
    throw invalid(
      'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.'
    );
  }
  if (!/^s3:\/\/[^/]+/.test(location)) {
    throw invalid(`outputLocation is not a valid S3 path.`);
  }
  return location.endsWith('/') ? location : `${location}/`;
}

export function getWorkgroup(name: string, workgroups: StartContext['workgroups']): Record<string, unknown> {
  return { WorkGroup: describeWorkgroup(existingWorkgroup(name, workgroups)) };
}

function existingWorkgroup(name: string, workgroups: StartContext['workgroups']): Workgroup {
  const workgroup = workgroups.get(name);
  if (workgroup === undefined) {
    throw invalid(`WorkGroup ${name} is not found.`);
  }
  return workgroup;
}
