/** What the tests of the process share: one host with the scripted plugin a file, and short ways to ask it. */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildEchoPlugin } from './echo-plugin';
import { buildHost, startHost, type GrafanaHost, type HostRequest } from './grafana-host';

const binary = buildHost();
/** `describe` where there is Go, else a skipped one. */
export const withHost = binary === undefined ? describe.skip : describe;

export const jsonData = { flows: { location: '/flows' }, history: { location: '/history' } };
export const settings = { uid: 'ds', jsonData, updated: 1 };
export const range = { from: 1_000_000, to: 2_000_000 };

export const query = (refId: string, script: object, rest: object = {}) => ({
  refId,
  json: JSON.stringify(script),
  ...rest,
});

export const ask = (queries: HostRequest['queries'], rest: object = {}): HostRequest => ({
  op: 'query',
  settings,
  ...range,
  queries,
  ...rest,
});

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100 && !(await condition()); attempt++) {
    await sleep(50);
  }
  expect(await condition()).toBe(true);
}

/** Starts hosts with the scripted plugin; whatever a failed test leaves behind ends with the file's tests. */
export function useEchoPlugin(): (env?: string[]) => Promise<GrafanaHost> {
  const started: GrafanaHost[] = [];
  let plugin = '';
  beforeAll(() => {
    plugin = buildEchoPlugin();
  });
  afterAll(() => {
    started.forEach((host) => host.kill());
    rmSync(plugin, { recursive: true, force: true });
  });
  return async (env = []) => {
    const host = await startHost(String(binary), plugin, env);
    started.push(host);
    return host;
  };
}
