/** The one Trino of all test files: started by the set-up of the run, known to its workers through the environment. */
import type { AthenaDouble } from '../athena-double/double';
import type { TrinoServer } from './trino-server';
import type { Warehouse } from './warehouse';

export interface SharedServer {
  url: string;
  /** Absolute path of the folder that is `local:///` to Trino. */
  root: string;
  warehouse: Warehouse;
  /** Endpoint of the Athena double in front of it. */
  athena: string;
}

const variable = 'ZONEFLOW_DIFFERENTIAL_SERVER';
let running: { server: TrinoServer; athena: AthenaDouble } | null = null;

export function shareServer(server: TrinoServer, athena: AthenaDouble, warehouse: Warehouse): void {
  running = { server, athena };
  const shared: SharedServer = { url: server.url, root: server.warehouse, warehouse, athena: athena.endpoint };
  process.env[variable] = JSON.stringify(shared);
}

/** Null where no Trino can be started. */
export function sharedServer(): SharedServer | null {
  const text = process.env[variable];
  return text === undefined ? null : (JSON.parse(text) as SharedServer);
}

/** `describe`, or its skipping form where there is no Trino, with the server. */
export function describeWithTrino(name: string, tests: (server: SharedServer) => void): void {
  const server = sharedServer();
  if (server === null) {
    test.skip(`${name} (there is no Trino)`, () => undefined);
    return;
  }
  describe(name, () => tests(server));
}

export async function stopServer(): Promise<void> {
  const stopping = running;
  running = null;
  // Its process is told at once: where the run ends, nothing is waited for.
  await Promise.all([stopping?.server.stop(), stopping?.athena.close()]);
}
