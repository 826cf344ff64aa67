/** Athena's API as far as it is used: each call tried again for what passes, its failures in the words of the error table. */
import type * as Sdk from '@aws-sdk/client-athena';
import type { AthenaClient, ResultSet, StartQueryExecutionCommandInput } from '@aws-sdk/client-athena';
import { isExpired, type AwsCall } from '../../aws/aws-error';
import type { AwsSettings } from '../../aws/aws-settings';
import { clientOptions } from '../../aws/client-options';
import { withRetries, type RetryOptions } from '../../aws/retry';
import { toRequestError } from './athena-error';
import { executionOf, type Execution } from './execution';

export interface ResultPage {
  set: ResultSet;
  /** Where the next page begins; null after the last. */
  token: string | null;
}

/** A call is tried again when no answer comes for so long: all of them can be repeated, and a query waits for its stop. */
const longestCallMs = 8_000;

/** Methods that take a signal: errors of the error table, and the abort's reason. */
export class AthenaApi {
  private readonly settings: AwsSettings;
  private readonly retry: RetryOptions;
  private readonly answerMs: number;
  private client: Promise<AthenaClient> | undefined;

  /** @param answerMs how long one call may take; for tests */
  constructor(settings: AwsSettings, retry: RetryOptions = {}, answerMs = longestCallMs) {
    this.settings = settings;
    this.retry = { attempts: 8, ...retry };
    this.answerMs = answerMs;
  }

  /** One try, which no abort cuts off, because its answer alone names the query; rejects with the SDK's own error. */
  async start(input: StartQueryExecutionCommandInput): Promise<string> {
    const { QueryExecutionId: id = '' } = await this.once((sdk, client) =>
      client.send(new sdk.StartQueryExecutionCommand(input))
    );
    return id;
  }

  async execution(id: string, signal: AbortSignal): Promise<Execution> {
    const answer = await this.call({ action: 'athena:GetQueryExecution' }, signal, (sdk, client) =>
      client.send(new sdk.GetQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal: signal })
    );
    return executionOf(answer.QueryExecution);
  }

  async stop(id: string, signal: AbortSignal): Promise<void> {
    await this.call({ action: 'athena:StopQueryExecution' }, signal, (sdk, client) =>
      client.send(new sdk.StopQueryExecutionCommand({ QueryExecutionId: id }), { abortSignal: signal })
    );
  }

  /**
   * @param most rows, at most 1,000; the names of the columns are one of them
   * @param output where the result lies, which a refusal does not tell
   */
  async results(
    id: string,
    { most, token = null, output = null }: { most: number; token?: string | null; output?: string | null },
    signal: AbortSignal
  ): Promise<ResultPage> {
    const input = { QueryExecutionId: id, MaxResults: most, ...(token !== null && { NextToken: token }) };
    const answer = await this.call(
      { action: 'athena:GetQueryResults', ...(output !== null && { of: output }) },
      signal,
      (sdk, client) => client.send(new sdk.GetQueryResultsCommand(input), { abortSignal: signal })
    );
    return { set: answer.ResultSet ?? {}, token: answer.NextToken || null };
  }

  /** Any call of the client. */
  async call<T>(
    call: AwsCall,
    signal: AbortSignal,
    work: (sdk: typeof Sdk, client: AthenaClient) => Promise<T>
  ): Promise<T> {
    try {
      return await withRetries(() => this.once(work), signal, this.retry);
    } catch (error) {
      signal.throwIfAborted();
      throw this.failure(error, call);
    }
  }

  /** What the SDK threw, in the words of the error table. */
  failure(error: unknown, call: AwsCall): unknown {
    return toRequestError(error, { ...call, region: this.settings.region });
  }

  close(): void {
    void this.client?.then((client) => client.destroy());
    this.client = undefined;
  }

  /** A role is taken anew, a file is read anew, once; keys stay what they are. */
  private async once<T>(work: (sdk: typeof Sdk, client: AthenaClient) => Promise<T>): Promise<T> {
    const sdk = await import('@aws-sdk/client-athena');
    this.client ??= Promise.resolve(new sdk.AthenaClient(clientOptions(this.settings)));
    const client = await this.client;
    try {
      return await this.inTime(work(sdk, client));
    } catch (error) {
      if (!isExpired(error)) {
        throw error;
      }
      await client.config.credentials({ forceRefresh: true });
      return this.inTime(work(sdk, client));
    }
  }

  private inTime<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new NoAnswer(this.answerMs)), this.answerMs);
      answer.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

/** Named as the SDK names it: what is tried again goes by names. */
class NoAnswer extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = 'TimeoutError';
  }
}
