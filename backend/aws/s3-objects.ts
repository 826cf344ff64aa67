/** Objects of S3 buckets: listed a folder at a time, read whole, written and deleted, with patience for what passes. */
import type * as Sdk from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandOutput, S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import { isExpired, toAwsError, type AwsCall } from './aws-error';
import type { AwsSettings } from './aws-settings';
import { credentialsOf } from './credentials';
import { requestHandler } from './request-handler';
import { withRetries, type RetryOptions } from './retry';
import { CutBody, wholeChunksOf, writeBody } from './s3-body';
import { s3Address } from './s3-location';

/** An object as a listing shows it. */
export interface S3Object {
  key: string;
  size: number;
  modifiedMs: number;
  /** With its quotes, as S3 writes it. */
  etag: string;
}

export interface S3Folder {
  objects: S3Object[];
  /** Names of the folders below, without the slash. */
  folders: string[];
}

export type Fetched =
  | { state: 'whole'; crc: number }
  /** Replaced or deleted since it was listed. */
  | { state: 'changed' }
  /** In an archive class, from which it must be restored first. */
  | { state: 'archived' };

export interface Counts {
  list: number;
  get: number;
  put: number;
  delete: number;
}

/** For tests, which have no time to be patient. */
export interface S3ObjectsOptions {
  retry?: RetryOptions;
  silenceMs?: number;
}

/** All methods: errors as toAwsError, and the abort's reason. */
export class S3Objects {
  /** Requests sent, those that failed included. */
  readonly counts: Counts = { list: 0, get: 0, put: 0, delete: 0 };
  private readonly settings: AwsSettings;
  private readonly retry: RetryOptions | undefined;
  private readonly clients = new Map<string, Promise<S3Client>>();
  /** Regions of buckets that lie in another than the settings name. */
  private readonly regions = new Map<string, string>();
  private readonly shared: Pick<S3ClientConfig, 'credentials' | 'requestHandler'>;

  constructor(settings: AwsSettings, { retry, silenceMs }: S3ObjectsOptions = {}) {
    this.settings = settings;
    this.retry = retry;
    this.shared = { credentials: credentialsOf(settings), requestHandler: requestHandler(settings.proxy, silenceMs) };
  }

  /** What lies directly in a folder. @param prefix empty or with a slash at its end */
  async listFolder(bucket: string, prefix: string, signal: AbortSignal): Promise<S3Folder> {
    const found: S3Folder = { objects: [], folders: [] };
    const { ListObjectsV2Command } = await sdk();
    let token: string | undefined;
    do {
      const input = { Bucket: bucket, Prefix: prefix, Delimiter: '/', ContinuationToken: token };
      const page: ListObjectsV2CommandOutput = await this.call(
        { action: 's3:ListBucket', of: s3Address(bucket, prefix) },
        { bucket, count: 'list', signal },
        (client, abortSignal) => client.send(new ListObjectsV2Command(input), { abortSignal })
      );
      // The folder itself may be there as an empty object.
      found.objects.push(...(page.Contents ?? []).map(toObject).filter(({ key }) => key !== prefix));
      for (const { Prefix: folder } of page.CommonPrefixes ?? []) {
        found.folders.push((folder ?? '').slice(prefix.length, -1));
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return found;
  }

  /** One that holds something, at any depth below the prefix, of the first there are; null if there is none. */
  async someObject(bucket: string, prefix: string, signal: AbortSignal): Promise<S3Object | null> {
    const { ListObjectsV2Command } = await sdk();
    const input = { Bucket: bucket, Prefix: prefix, MaxKeys: 10 };
    const page: ListObjectsV2CommandOutput = await this.call(
      { action: 's3:ListBucket', of: s3Address(bucket, prefix) },
      { bucket, count: 'list', signal },
      (client, abortSignal) => client.send(new ListObjectsV2Command(input), { abortSignal })
    );
    return page.Contents?.map(toObject).find(({ size }) => size > 0) ?? null;
  }

  /**
   * Writes the object into a new file and onto the disk. A body that ends early, stalls or breaks is read again from its
   * beginning. What is in the file after a failure is of no use.
   */
  async fetchInto(path: string, bucket: string, object: S3Object, signal: AbortSignal): Promise<Fetched> {
    const { GetObjectCommand } = await sdk();
    const input = { Bucket: bucket, Key: object.key, ...(object.etag !== '' && { IfMatch: object.etag }) };
    const call = { action: 's3:GetObject', of: s3Address(bucket, object.key) };
    return this.call(call, { bucket, count: 'get', signal }, async (client, abortSignal): Promise<Fetched> => {
      try {
        const { Body: body, ContentLength: length } = await client.send(new GetObjectCommand(input), { abortSignal });
        if (!(body instanceof Readable)) {
          throw new CutBody();
        }
        if (length !== undefined && length !== object.size) {
          body.destroy();
          return { state: 'changed' };
        }
        return { state: 'whole', crc: await writeBody(body, path, object.size) };
      } catch (error) {
        const state = stateOf(error);
        if (state === null) {
          throw error;
        }
        return { state };
      }
    });
  }

  /** Hands an object's body to the reader; again from its beginning, to a new call of it, if it ended early. */
  async read<T>(
    { bucket, key }: { bucket: string; key: string },
    reader: (body: AsyncIterable<Buffer>) => Promise<T>,
    signal: AbortSignal
  ): Promise<T> {
    const { GetObjectCommand } = await sdk();
    const call = { action: 's3:GetObject', of: s3Address(bucket, key) };
    return this.call(call, { bucket, count: 'get', signal }, async (client, abortSignal) => {
      const input = { Bucket: bucket, Key: key };
      const { Body: body, ContentLength: length } = await client.send(new GetObjectCommand(input), { abortSignal });
      if (!(body instanceof Readable)) {
        throw new CutBody();
      }
      try {
        return await reader(wholeChunksOf(body, length));
      } finally {
        body.destroy();
      }
    });
  }

  /**
   * Writes a new object, whole or not at all, under a name that nobody else uses: what is there already was written by an
   * attempt of this very call whose answer was lost.
   */
  async putNew(bucket: string, key: string, content: Uint8Array, signal: AbortSignal): Promise<void> {
    const { PutObjectCommand } = await sdk();
    const call = { action: 's3:PutObject', of: s3Address(bucket, key) };
    let condition: { IfNoneMatch?: string } = { IfNoneMatch: '*' };
    await this.call(call, { bucket, count: 'put', signal }, async (client, abortSignal) => {
      const send = (): Promise<unknown> =>
        client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ...condition }), { abortSignal });
      await send().catch(async (error: unknown) => {
        switch (error instanceof Error ? error.name : '') {
          case 'PreconditionFailed':
            return;
          case 'NotImplemented':
            // Some stores other than Amazon's know no conditions.
            condition = {};
            this.counts.put += 1;
            await send();
            return;
          default:
            throw error;
        }
      });
    });
  }

  /** One that is not there is no error. */
  async remove(bucket: string, key: string, signal: AbortSignal): Promise<void> {
    const { DeleteObjectCommand } = await sdk();
    const call = { action: 's3:DeleteObject', of: s3Address(bucket, key) };
    await this.call(call, { bucket, count: 'delete', signal }, (client, abortSignal) =>
      client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal })
    );
  }

  close(): void {
    for (const client of this.clients.values()) {
      void client.then((known) => known.destroy());
    }
    this.clients.clear();
  }

  private async call<T>(
    call: AwsCall,
    { bucket, count, signal }: { bucket: string; count: keyof Counts; signal: AbortSignal },
    work: (client: S3Client, signal: AbortSignal) => Promise<T>
  ): Promise<T> {
    // However many requests of one piece of work run at once: they are no leak to warn of.
    setMaxListeners(0, signal);
    let renewed = false;
    let redirected = false;
    const attempt = async (): Promise<T> => {
      const client = await this.client(bucket);
      this.counts[count] += 1;
      try {
        return await work(client, signal);
      } catch (error) {
        signal.throwIfAborted();
        const region = bucketRegion(error);
        if (!redirected && region !== null && region !== this.regionOf(bucket)) {
          redirected = true;
          this.regions.set(bucket, region);
          return attempt();
        }
        if (!renewed && isExpired(error)) {
          // A role is taken anew, a file is read anew; keys stay what they are.
          renewed = true;
          await client.config.credentials({ forceRefresh: true });
          return attempt();
        }
        throw error;
      }
    };
    try {
      return await withRetries(attempt, signal, this.retry);
    } catch (error) {
      signal.throwIfAborted();
      throw toAwsError(error, call);
    }
  }

  private client(bucket: string): Promise<S3Client> {
    const region = this.regionOf(bucket);
    const known = this.clients.get(region) ?? this.createClient(region);
    this.clients.set(region, known);
    return known;
  }

  private regionOf(bucket: string): string {
    return this.regions.get(bucket) ?? this.settings.region;
  }

  private async createClient(region: string): Promise<S3Client> {
    const { S3Client } = await sdk();
    const { endpoint, fips } = this.settings;
    const isElsewhere =
      endpoint !== undefined ||
      process.env['AWS_ENDPOINT_URL_S3'] !== undefined ||
      process.env['AWS_ENDPOINT_URL'] !== undefined;
    return new S3Client({
      ...this.shared,
      region,
      ...(endpoint !== undefined && { endpoint }),
      // Stores other than Amazon's have no name for each bucket.
      forcePathStyle: isElsewhere,
      useFipsEndpoint: fips,
      // Retries are made here, bodies included.
      maxAttempts: 1,
      // Lengths, versions and TLS tell whole bodies; stores other than Amazon's do not know newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }
}

/** The SDK is loaded with the first call: the process must be ready long before. */
function sdk(): Promise<typeof Sdk> {
  return import('@aws-sdk/client-s3');
}

/** @param listed an entry of a listing, which has a key and the rest from every store that is known */
function toObject({ Key: key, Size: size, LastModified: modified, ETag: etag }: Sdk._Object): S3Object {
  return { key: key ?? '', size: size ?? 0, modifiedMs: modified?.getTime() ?? 0, etag: etag ?? '' };
}

function stateOf(error: unknown): 'changed' | 'archived' | null {
  switch (error instanceof Error ? error.name : '') {
    case 'NoSuchKey':
    case 'PreconditionFailed':
      return 'changed';
    case 'InvalidObjectState':
      return 'archived';
    default:
      return null;
  }
}

/** Where the bucket lies, which S3 says with its refusal of another region. */
function bucketRegion(error: unknown): string | null {
  const response = error instanceof Error && '$response' in error ? error.$response : undefined;
  const headers =
    typeof response === 'object' && response !== null && 'headers' in response ? response.headers : undefined;
  if (typeof headers !== 'object' || headers === null || !('x-amz-bucket-region' in headers)) {
    return null;
  }
  const region = headers['x-amz-bucket-region'];
  return typeof region === 'string' && /^[a-z0-9-]+$/.test(region) ? region : null;
}
