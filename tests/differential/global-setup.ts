/** Starts one Trino for all tests of this folder and fills its warehouse; where none can be started, the tests are skipped. */
import { startAthenaDouble } from '../athena-double/double';
import { trinoBackend } from '../athena-double/trino-backend';
import { catalog, clientOf, createTables } from './engines';
import { shareServer, stopServer } from './shared-server';
import { startTrino, trinoMissing, trinoNotFetched } from './trino-server';
import { fillWarehouse } from './warehouse';

export default async function setUp(): Promise<void> {
  const missing = trinoMissing() ?? (await trinoNotFetched());
  if (missing !== null) {
    process.stderr.write(`The tests against Trino are skipped: ${missing}.\n`);
    return;
  }
  const { signal } = new AbortController();
  const server = await startTrino();
  try {
    const warehouse = await fillWarehouse(server.warehouse, signal);
    const client = clientOf(server);
    await createTables(client, warehouse, signal);
    await client.close();
    const athena = await startAthenaDouble(trinoBackend({ url: server.url, catalog }));
    shareServer(server, athena, warehouse);
  } catch (error) {
    await server.stop();
    throw error;
  }
  process.once('exit', () => void stopServer());
}
