/** What becomes of the notes that a killed process left. */
import { ZoneFlowError } from '../../errors';
import type { LeftQuery } from './running-notes';
import { stopLeft } from './stop-left';

function leftQueries(ids: string[]) {
  const forgotten: string[] = [];
  const left = async (): Promise<LeftQuery[]> => ids.map((id) => ({ id, forget: async () => void forgotten.push(id) }));
  return { notes: { left }, forgotten };
}

test('each is stopped and forgotten; what cannot be stopped is told, and forgotten, too', async () => {
  const { notes, forgotten } = leftQueries(['one', 'two']);
  const stopped: string[] = [];
  const told: unknown[] = [];
  const stop = async (id: string): Promise<void> => {
    if (id === 'two') {
      throw new ZoneFlowError('access_denied', 'no right to stop');
    }
    stopped.push(id);
  };
  await stopLeft({ stop }, notes, (_, fields) => told.push(fields), new AbortController().signal);
  expect(stopped).toEqual(['one']);
  expect(forgotten.sort()).toEqual(['one', 'two']);
  expect(told).toContainEqual({ id: 'two', message: 'no right to stop' });
});

test('a process that ends meanwhile leaves the notes to the next one', async () => {
  const { notes, forgotten } = leftQueries(['one']);
  const closing = new AbortController();
  const stop = async (): Promise<void> => {
    closing.abort();
    throw new Error('closed');
  };
  await stopLeft({ stop }, notes, () => undefined, closing.signal);
  expect(forgotten).toEqual([]);
});
