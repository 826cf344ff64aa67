/** Start and end of the process, whoever ends it: Grafana, a signal, a crash or nobody. */
import { existsSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, query, until, useEchoPlugin, withHost } from './echo-host';
import type { GrafanaHost } from './grafana-host';

withHost('start and end of the process', () => {
  const start = useEchoPlugin();

  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  const gone = async (pid: number, withinMs: number) => {
    const deadline = Date.now() + withinMs;
    while (isAlive(pid) && Date.now() < deadline) {
      await sleep(20);
    }
    return !isAlive(pid);
  };
  const socketOf = (host: GrafanaHost) => String(host.started.address);

  test('Shutdown ends it within the two seconds that Grafana waits, running queries and all, and removes the socket', async () => {
    const host = await start();
    const socket = socketOf(host);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    const waiting = host.ask(ask([query('A', { script: 'wait' })]));
    await sleep(200);
    const stopped = await host.ask({ op: 'stop' });
    expect(stopped.ms).toBeLessThan(2_000);
    expect((await waiting).ms).toBeGreaterThan(0);
    expect(existsSync(socket)).toBe(false);
    await host.end();
  });

  test('a crash fails the running calls and a new process answers again', async () => {
    const host = await start();
    const crashed = await host.ask(ask([query('A', { script: 'crash' })]));
    expect(crashed.ok && crashed.results?.A?.status === 200).toBe(false);
    expect(await gone(Number(host.started.pid), 10_000)).toBe(true);
    await until(() => host.log.some((line) => line['@level'] === 'error' && line['@message'] === 'Uncaught exception'));
    await host.ask({ op: 'restart' });
    expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    await host.end();
  });

  test('SIGKILL hits Node itself, and a new process answers', async () => {
    const host = await start();
    const pid = Number(host.started.pid);
    await host.ask({ op: 'kill' });
    expect(await gone(pid, 10_000)).toBe(true);
    await host.ask({ op: 'restart' });
    expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    await host.end();
  });

  test('it ends when its host was killed, ignores SIGINT and obeys SIGTERM', async () => {
    const host = await start();
    const pid = Number(host.started.pid);
    process.kill(pid, 'SIGINT');
    expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    const socket = socketOf(host);
    host.kill();
    expect(await gone(pid, 6000)).toBe(true);
    expect(existsSync(socket)).toBe(false);

    const second = await start();
    process.kill(Number(second.started.pid), 'SIGTERM');
    expect(await gone(Number(second.started.pid), 2000)).toBe(true);
    await second.end();
  });

  test('where no socket can be made it listens on loopback TCP', async () => {
    const host = await start(['PLUGIN_UNIX_SOCKET_DIR=/nonexistent']);
    expect((await host.ask(ask([query('A', {})]))).results?.A?.status).toBe(200);
    expect(host.started.network).toBe('tcp');
    expect(host.started.address).toMatch(/^127\.0\.0\.1:/);
    await host.end();
  });
});
