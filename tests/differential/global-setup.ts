/** Starts one Trino for all tests of this folder and fills its warehouse; where none can be started, the tests are skipped. */
import { clientOf, createTables } from './engines';
import { shareServer, stopServer } from './shared-server';
import { startTrino, trinoMissing } from './trino-server';
import { fillWarehouse } from './warehouse';

export default async function setUp(): Promise<void> {
  const missing = trinoMissing();
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
    shareServer(server, warehouse);
  } catch (error) {
    await server.stop();
    throw error;
  }
  process.once('exit', () => void stopServer());
}
