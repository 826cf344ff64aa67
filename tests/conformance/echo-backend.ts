/** The backend process with a scripted service in the place of the real one: a query's `script` says what happens. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ZoneFlowError, type ErrorCode } from '../../backend/errors';
import type { Metrics } from '../../backend/metrics';
import { runPlugin } from '../../backend/plugin/run-plugin';
import { parseSettings } from '../../backend/settings';
import type { AskOptions, TrafficService } from '../../backend/traffic/service';
import { frameVariants, largeFrame } from './frame-variants';

interface Script {
  refId: string;
  script?: 'echo' | 'variant' | 'large' | 'fail' | 'throw' | 'wait' | 'crash' | 'bad-frame' | 'print';
  variant?: string;
  rows?: number;
  code?: ErrorCode;
}

let loadedMetrics: Promise<Metrics> | undefined;
let created = 0;
let closed = 0;
let aborted = 0;
const large = new Map<number, ReturnType<typeof largeFrame>>();

function metrics(): Promise<Metrics> {
  loadedMetrics ??= import('../../backend/metrics').then(({ createMetrics }) =>
    createMetrics({ eventLoopDelay: true })
  );
  return loadedMetrics;
}

function isScript(query: unknown): query is Script {
  return typeof query === 'object' && query !== null && 'refId' in query;
}

function scriptedService(uid: string, observer: Metrics): TrafficService {
  const run = async (query: unknown, options: AskOptions, signal: AbortSignal) => {
    if (!isScript(query)) {
      throw new ZoneFlowError('bad_query', 'The query has no refId');
    }
    switch (query.script) {
      case 'variant':
        return frameVariants.filter((frame) => frame.name === query.variant);
      case 'large': {
        const rows = query.rows ?? 100_000;
        const frame = large.get(rows) ?? largeFrame(rows);
        large.set(rows, frame);
        return [frame];
      }
      case 'fail':
        throw new ZoneFlowError(query.code ?? 'internal', 'It failed as told', { remedy: 'Tell it otherwise.' });
      case 'throw':
        throw new TypeError('an ordinary bug');
      case 'wait':
        await sleep(60_000, undefined, { signal }).catch((error: unknown) => {
          aborted += 1;
          throw error;
        });
        return [];
      case 'crash':
        setImmediate(() => {
          throw new Error('a crash as told');
        });
        return sleep(60_000, [], { signal });
      case 'bad-frame':
        return [
          {
            name: 'bad',
            fields: [
              { name: 'a', type: 'number' as const, values: [1] },
              { name: 'b', type: 'number' as const, values: [1, 2] },
            ],
          },
        ];
      case 'print':
        console.log('printed by a dependency');
        process.stdout.write('1|2|tcp|127.0.0.1:1|grpc\n');
        return [];
      default:
        return [
          {
            name: 'echo',
            meta: { custom: { query, options, uid } },
            fields: [{ name: 'value', type: 'number' as const, values: [1] }],
          },
        ];
    }
  };
  return {
    async frames(query, options, signal) {
      const began = performance.now();
      const queryType = 'scripted';
      try {
        const frames = await run(query, options, signal);
        observer.answered({ queryType, seconds: (performance.now() - began) / 1000, scannedBytes: 10, cache: 'miss' });
        return frames;
      } catch (error) {
        const code = error instanceof ZoneFlowError ? error.code : 'internal';
        observer.failed({ queryType, seconds: (performance.now() - began) / 1000, code });
        throw error;
      }
    },
    answer: () => Promise.reject(new ZoneFlowError('unsupported', 'The scripted service has no rows')),
    preview: async (query, options) => ({ sql: JSON.stringify({ query, options }) }),
    dimensions: async ({ from, to }) => ['namespace', `range ${from} ${to}`],
    values: async (request) => [JSON.stringify(request)],
    health: async () => ({ ok: true, message: 'All is well.', details: { uid, created, closed, aborted } }),
    flowLogs: async () => ({ flowLogs: [] }),
    ddl: async () => ({ statements: [], notices: [] }),
    list: async (list) => [JSON.stringify(list)],
    doctor: async () => ({ state: 'ok', checks: [], policy: null }),
    close: async () => {
      closed += 1;
    },
  };
}

void runPlugin({
  metrics,
  createService: async ({ uid, jsonData }) => {
    parseSettings(jsonData);
    created += 1;
    return scriptedService(uid, await metrics());
  },
});
