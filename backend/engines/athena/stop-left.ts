/** Stops the queries that a killed process left behind: nobody waits for their answers, but they cost and take places. */
import { toZoneFlowError } from '../../errors';
import type { AthenaApi } from './api';
import type { RunningNotes } from './running-notes';

/** Fails never; what cannot be stopped is told once and left to Athena's own limit of time. */
export async function stopLeft(
  api: Pick<AthenaApi, 'stop'>,
  notes: Pick<RunningNotes, 'left'>,
  warn: (message: string, fields: Record<string, unknown>) => void,
  signal: AbortSignal
): Promise<void> {
  const left = await notes.left();
  await Promise.all(
    left.map(async ({ id, forget }) => {
      try {
        await api.stop(id, signal);
        warn('A query of a process that was killed was stopped in Athena', { id });
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        const { message } = toZoneFlowError(error);
        warn('A query of a process that was killed could not be stopped in Athena', { id, message });
      }
      await forget();
    })
  );
}
