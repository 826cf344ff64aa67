/** Starts the plugin's backend and asks it what a panel would ask. */
import { ZoneFlowError } from '../../backend/errors';
import type { Frame } from '../../backend/frames/frame';
import type { DataQuery, QueryDataResponse } from '../../backend/plugin/messages';
import { readFrame } from './arrow-reader';
import { startBackend, stopBackend } from './handshake';
import { connect } from './plugin-client';

/** One question with its range, epoch milliseconds. */
export interface HostQuery {
  refId: string;
  query: Record<string, unknown>;
  from: number;
  to: number;
  intervalMs: number;
}

export interface Host {
  readonly handshakeMs: number;
  /** All questions in one QueryData call; frames by refId. Throws what the backend says of the first one that fails. */
  ask(
    settings: Record<string, unknown>,
    queries: readonly HostQuery[],
    signal: AbortSignal
  ): Promise<Map<string, Frame[]>>;
  stop(): Promise<void>;
}

const maxDataPoints = 1_000;

/** @param pluginFolder the folder with plugin.json and the executables (`dist`). */
export async function startHost(pluginFolder: string, signal: AbortSignal): Promise<Host> {
  const backend = await startBackend(pluginFolder, signal);
  const client = connect(backend.address);
  return {
    handshakeMs: backend.handshakeMs,
    ask: async (settings, queries, abort) => {
      const source = { uid: 'zoneflow-demo', name: 'ZoneFlow demo', jsonData: settings, updated: 1 };
      const response = await client.query(source, queries.map(dataQueryOf), abort);
      return new Map(queries.map(({ refId }) => [refId, framesOf(response, refId)]));
    },
    stop: () => stopBackend(backend, client),
  };
}

function dataQueryOf({ refId, query, from, to, intervalMs }: HostQuery): DataQuery {
  return {
    refId,
    maxDataPoints,
    intervalMs,
    timeRange: { fromEpochMs: from, toEpochMs: to },
    json: Buffer.from(JSON.stringify({ refId, ...query })),
    queryType: '',
  };
}

function framesOf(response: QueryDataResponse, refId: string): Frame[] {
  const answer = response.responses.get(refId);
  if (answer === undefined || answer.error !== '') {
    throw new ZoneFlowError('engine_failed', answer?.error ?? 'The backend did not answer', {
      remedy: `That was its answer to the question ${refId}.`,
    });
  }
  return answer.frames.map(readFrame);
}
