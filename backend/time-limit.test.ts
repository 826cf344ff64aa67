import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { limitedTo } from './time-limit';

const ended = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));

test('ends after its time, as AbortSignal.timeout does', async () => {
  const reason = await ended(limitedTo(5, new AbortController().signal));
  expect(reason).toMatchObject({ name: 'TimeoutError' });
});

test('ends with the signal and its reason, before and after', async () => {
  const controller = new AbortController();
  const limited = limitedTo(60_000, controller.signal);
  const reason = ended(limited);
  expect(limited.aborted).toBe(false);
  controller.abort('enough');
  expect(await reason).toBe('enough');
  expect(limitedTo(60_000, controller.signal).reason).toBe('enough');
});

test('a signal that limits much is no leak', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on('warning', note);
  const { signal } = new AbortController();
  Array.from({ length: 20 }, () => limitedTo(1, signal));
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

test('ends though nobody holds what it is made of, whatever the garbage collector does', () => {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, 'time-limit.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
  });
  const program = `${outputFiles[0]?.text ?? ''}
    const wait = () => new Promise((resolve) => {
      limitedTo(300, new AbortController().signal).addEventListener('abort', () => resolve());
    });
    const churn = setInterval(() => global.gc(), 20);
    setTimeout(() => process.exit(7), 20_000);
    wait().then(() => { clearInterval(churn); process.exit(0); });`;
  const { status } = spawnSync(process.execPath, ['--expose-gc', '-e', program], { timeout: 60_000 });
  expect(status).toBe(0);
});
