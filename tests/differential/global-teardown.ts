/** Stops the Trino of all tests of this folder. */
import { stopServer } from './shared-server';

export default stopServer;
