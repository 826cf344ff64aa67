import { createAnswerCache } from './answer-cache';

const never = new AbortController().signal;
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const create = () => createAnswerCache<{ n: number }>({ most: 10, mostSize: 100, size: () => 1 });

test('a second ask within its freshness is a hit, one after it runs again', async () => {
  let now = 1_000;
  jest.useFakeTimers({ doNotFake: ['performance'] });
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  const cache = create();
  let runs = 0;
  const run = async () => ({ n: ++runs });
  expect(await cache.get('k', 20, run, never)).toEqual({ value: { n: 1 }, use: 'miss' });
  expect(await cache.get('k', 20, run, never)).toEqual({ value: { n: 1 }, use: 'hit' });
  now += 40;
  // The cache reads its clock once a millisecond.
  jest.advanceTimersByTime(40);
  expect(await cache.get('k', 20, run, never)).toEqual({ value: { n: 2 }, use: 'miss' });
});

test('those who ask the same at once share one run', async () => {
  const cache = create();
  let runs = 0;
  const run = async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return { n: ++runs };
  };
  const answers = await Promise.all([1, 2, 3].map(() => cache.get('k', 1000, run, never)));
  expect(answers.map((answer) => answer.use)).toEqual(['miss', 'joined', 'joined']);
  expect(runs).toBe(1);
});

test('one who leaves is rejected at once and the others still get their answer', async () => {
  const cache = create();
  let aborted = false;
  const run = (signal: AbortSignal) =>
    new Promise<{ n: number }>((resolve) => {
      signal.addEventListener('abort', () => (aborted = true));
      setTimeout(() => resolve({ n: 1 }), 30);
    });
  const leaver = new AbortController();
  const left = cache.get('k', 1000, run, leaver.signal);
  const stays = cache.get('k', 1000, run, never);
  leaver.abort(new DOMException('gone', 'AbortError'));
  await expect(left).rejects.toThrow('gone');
  expect(await stays).toMatchObject({ value: { n: 1 } });
  expect(aborted).toBe(false);
});

test('the run is aborted when the last one leaves, and the next ask runs anew', async () => {
  const cache = create();
  const reasons: unknown[] = [];
  const run = (signal: AbortSignal) =>
    new Promise<{ n: number }>((_, reject) => {
      signal.addEventListener('abort', () => {
        reasons.push(signal.reason);
        reject(new Error('stopped'));
      });
    });
  const leaver = new AbortController();
  const left = cache.get('k', 1000, run, leaver.signal);
  leaver.abort(new DOMException('gone', 'AbortError'));
  await expect(left).rejects.toThrow('gone');
  expect(reasons).toHaveLength(1);
  expect(await cache.get('k', 1000, async () => ({ n: 7 }), never)).toEqual({ value: { n: 7 }, use: 'miss' });
});

test('a failure is not kept', async () => {
  const cache = create();
  await expect(cache.get('k', 1000, () => Promise.reject(new Error('no')), never)).rejects.toThrow('no');
  expect(await cache.get('k', 1000, async () => ({ n: 1 }), never)).toEqual({ value: { n: 1 }, use: 'miss' });
});

describe('a run whose last asker may come back', () => {
  beforeEach(() => jest.useFakeTimers());

  const slow = (aborted: string[]) => (signal: AbortSignal) =>
    new Promise<{ n: number }>((resolve) => {
      signal.addEventListener('abort', () => aborted.push('aborted'));
      setTimeout(() => resolve({ n: 1 }), 150);
    });
  const lingering = () =>
    createAnswerCache<{ n: number }>({
      most: 10,
      mostSize: 100,
      size: () => 1,
      lingerMs: (reason) => (reason === 'late' ? 60 : 0),
    });

  test('is joined by who comes back in time', async () => {
    const [cache, aborted, first] = [lingering(), [] as string[], new AbortController()];
    setTimeout(() => first.abort('late'), 20);
    const asked = expect(cache.get('k', 1000, slow(aborted), first.signal)).rejects.toThrow();
    await jest.advanceTimersByTimeAsync(50);
    await asked;
    const again = cache.get('k', 1000, slow(aborted), never);
    await jest.advanceTimersByTimeAsync(100);
    expect(await again).toEqual({ value: { n: 1 }, use: 'joined' });
    expect(aborted).toEqual([]);
  });

  test.each([
    ['late', 60],
    ['gone', 0],
  ])('is aborted if nobody does (%s)', async (reason, ms) => {
    const [cache, aborted, first] = [lingering(), [] as string[], new AbortController()];
    setTimeout(() => first.abort(reason), 20);
    const asked = expect(cache.get('k', 1000, slow(aborted), first.signal)).rejects.toThrow();
    await jest.advanceTimersByTimeAsync(30);
    await asked;
    expect(aborted).toHaveLength(ms > 0 ? 0 : 1);
    await jest.advanceTimersByTimeAsync(90);
    expect(aborted).toEqual(['aborted']);
    expect(await cache.get('k', 1000, async () => ({ n: 2 }), never)).toMatchObject({ use: 'miss' });
  });

  test('is aborted at once when the cache is cleared', async () => {
    const [cache, aborted, first] = [lingering(), [] as string[], new AbortController()];
    setTimeout(() => first.abort('late'), 20);
    const asked = expect(cache.get('k', 1000, slow(aborted), first.signal)).rejects.toThrow();
    await jest.advanceTimersByTimeAsync(30);
    await asked;
    cache.clear();
    expect(aborted).toEqual(['aborted']);
  });
});
