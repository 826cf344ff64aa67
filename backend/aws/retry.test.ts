import { withRetries } from './retry';

const never = new AbortController().signal;
const slowDown = Object.assign(new Error('slow'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
const denied = Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });

/** Fails with each of the errors in turn, then succeeds. */
function failing(...errors: Error[]): { work: () => Promise<string>; calls: () => number } {
  let calls = 0;
  return {
    work: async () => {
      const error = errors[calls];
      calls += 1;
      if (error !== undefined) {
        throw error;
      }
      return 'done';
    },
    calls: () => calls,
  };
}

test('what passes is tried again', async () => {
  const { work, calls } = failing(slowDown, slowDown);
  expect(await withRetries(work, never, { firstWaitMs: 1 })).toBe('done');
  expect(calls()).toBe(3);
});

test('what does not pass is thrown at once', async () => {
  const { work, calls } = failing(denied);
  await expect(withRetries(work, never, { firstWaitMs: 1 })).rejects.toBe(denied);
  expect(calls()).toBe(1);
});

test('the last failure of all attempts is thrown', async () => {
  const { work, calls } = failing(...Array.from({ length: 9 }, () => slowDown));
  await expect(withRetries(work, never, { attempts: 4, firstWaitMs: 1 })).rejects.toBe(slowDown);
  expect(calls()).toBe(4);
});

test('an abort ends a wait with its own reason', async () => {
  const { work, calls } = failing(slowDown);
  const reason = new DOMException('too long', 'TimeoutError');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 20);
  const began = performance.now();
  jest.spyOn(Math, 'random').mockReturnValue(1);
  await expect(withRetries(work, controller.signal, { firstWaitMs: 25_000 })).rejects.toBe(reason);
  jest.restoreAllMocks();
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(calls()).toBe(1);
});
