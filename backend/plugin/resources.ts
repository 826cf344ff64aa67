/** Resource/CallResource: the HTTP doors for the editors. */
import { toZoneFlowError, ZoneFlowError } from '../errors';
import type { Logger } from '../log';
import type { TrafficService } from '../traffic/service';
import type { Instances } from './instances';
import type { CallResourceRequest, CallResourceResponse } from './messages';
import {
  bodyOf,
  databasesOf,
  flowLogIdOf,
  previewRequestOf,
  rangeOf,
  tablesOf,
  valuesRequestOf,
} from './resource-request';

type Answerer = (service: TrafficService, call: ResourceCall, signal: AbortSignal) => Promise<unknown>;

interface ResourceCall {
  parameters: URLSearchParams;
  /** The parsed body, undefined if there is none. */
  body: unknown;
}

const resources: Record<string, { method: 'GET' | 'POST'; answer: Answerer }> = {
  dimensions: {
    method: 'GET',
    answer: (service, { parameters }, signal) => service.dimensions(rangeOf(parameters), signal),
  },
  values: {
    method: 'GET',
    answer: (service, { parameters }, signal) => service.values(valuesRequestOf(parameters), signal),
  },
  doctor: { method: 'GET', answer: (service, _, signal) => service.doctor(signal) },
  'flow-logs': { method: 'GET', answer: (service, _, signal) => service.flowLogs(signal) },
  ddl: {
    method: 'GET',
    answer: (service, { parameters }, signal) => service.ddl(flowLogIdOf(parameters), signal),
  },
  regions: { method: 'GET', answer: (service, _, signal) => service.list({ of: 'regions' }, signal) },
  catalogs: { method: 'GET', answer: (service, _, signal) => service.list({ of: 'catalogs' }, signal) },
  workgroups: { method: 'GET', answer: (service, _, signal) => service.list({ of: 'workgroups' }, signal) },
  databases: {
    method: 'GET',
    answer: (service, { parameters }, signal) => service.list(databasesOf(parameters), signal),
  },
  tables: {
    method: 'GET',
    answer: (service, { parameters }, signal) => service.list(tablesOf(parameters), signal),
  },
  preview: {
    method: 'POST',
    answer: (service, { parameters, body }, signal) => {
      const { query, options } = previewRequestOf(parameters, body);
      return service.preview(query, options, signal);
    },
  },
};

const resourcesThereAre = `There are: ${Object.entries(resources)
  .map(([name, { method }]) => `${method} ${name}`)
  .join(', ')}.`;

/** Never rejects; every answer is JSON with a valid HTTP status, errors as `{error: {code, message, remedy}}`. */
export function callResourceHandler(instances: Instances, log: Logger) {
  return async (request: CallResourceRequest, signal: AbortSignal): Promise<CallResourceResponse> => {
    try {
      const path = request.path.replace(/^\/+|\/+$/g, '');
      const resource = Object.hasOwn(resources, path) ? resources[path] : undefined;
      if (resource === undefined) {
        throw new ZoneFlowError('not_found', `There is no resource named "${path}"`, { remedy: resourcesThereAre });
      }
      if (request.method.toUpperCase() !== resource.method) {
        return wrongMethod(path, resource.method);
      }
      const call = { parameters: parametersOf(request.url), body: bodyOf(request.body) };
      return json(200, await instances.use(request.pluginContext, (service) => resource.answer(service, call, signal)));
    } catch (error) {
      const failure = toZoneFlowError(error);
      const fields = { path: request.path, code: failure.code, error: failure.message };
      if (failure.source === 'plugin') {
        log.error('Resource failed', { ...fields, stack: failure.cause ?? failure });
      } else {
        log.debug('Resource refused', fields);
      }
      return json(failure.status, { error: errorBody(failure) });
    }
  };
}

function parametersOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start < 0 ? '' : url.slice(start + 1));
}

function wrongMethod(path: string, method: string): CallResourceResponse {
  const message = `The resource "${path}" answers only ${method}`;
  const failure = new ZoneFlowError('bad_request', message, { remedy: resourcesThereAre });
  return json(405, { error: errorBody(failure) }, { Allow: method });
}

function errorBody({ code, message, remedy }: ZoneFlowError): Record<string, string> {
  return { code, message, remedy };
}

function json(code: number, value: unknown, headers: Record<string, string> = {}): CallResourceResponse {
  const all = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers };
  return {
    code,
    headers: new Map(Object.entries(all).map(([name, content]) => [name, { values: [content] }])),
    body: Buffer.from(JSON.stringify(value)),
  };
}
