/** The command line reports through its answer and its exit code; the engine's log lines have no reader there. */
import type { Logger } from '../backend/log';

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLogger,
};
