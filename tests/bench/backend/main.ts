/**
 * Speed and size of the backend process: `npm run bench:backend` after `npm run build:backend`.
 * Prints one line a figure with its bound; exits with 1 if a bound is broken.
 */
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFrame } from '../../../backend/frames/arrow-file';
import { startBackend } from '../../../demo/backend/handshake';
import { buildEchoPlugin } from '../../conformance/echo-plugin';
import { largeFrame } from '../../conformance/frame-variants';
import { connect, type BackendClient } from './client';

const root = process.cwd();
const forever = new AbortController().signal;
let broken = 0;

function report(figure: string, value: number, unit: string, bound: number): void {
  broken += value > bound ? 1 : 0;
  const verdict = value > bound ? 'TOO MUCH' : 'ok';
  console.log(`${figure.padEnd(64)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(3)} bound ${bound} ${verdict}`);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function startAndIdle(): Promise<void> {
  const starts: number[] = [];
  const idle: number[] = [];
  for (let run = 0; run < 15; run++) {
    const backend = await startBackend(join(root, 'dist'), forever);
    starts.push(backend.handshakeMs);
    await sleep(500);
    idle.push(residentMegabytes(backend.process.pid));
    backend.process.kill('SIGTERM');
    await new Promise((resolve) => backend.process.once('exit', resolve));
  }
  report('start to handshake, median of 15', median(starts), 'ms', 150);
  report('idle memory, median of 15', median(idle), 'MB', 80);
}

function residentMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function encoding(): void {
  const frame = largeFrame(100_000);
  const times: number[] = [];
  for (let run = 0; run < 25; run++) {
    const began = performance.now();
    encodeFrame(frame);
    times.push(performance.now() - began);
  }
  report('encode 100,000 rows x 8 columns, median of 15 warm', median(times.slice(10)), 'ms', 60);
}

async function calls(): Promise<void> {
  const plugin = buildEchoPlugin(root);
  const backend = await startBackend(plugin, forever);
  const client = connect(backend.address);
  await timeOf(client, 200, {});
  report('small answer without engine work, median round trip of 500', median(await timeOf(client, 500, {})), 'ms', 2);
  await timeOf(client, 5, { script: 'large' });
  await client.stall();
  await timeOf(client, 5, { script: 'large' });
  report('event loop stall, 100,000 x 8 answers one by one', await client.stall(), 'ms', 50);
  const small = Array.from({ length: 20 }, () => client.query({ script: 'large', rows: 10_000 }));
  await Promise.all(small);
  report('event loop stall, 20 parallel queries of 10,000 x 8', await client.stall(), 'ms', 50);
  const large = Array.from({ length: 20 }, () => client.query({ script: 'large' }));
  await Promise.all(large);
  report('event loop stall, 20 parallel queries of 100,000 x 8', await client.stall(), 'ms', 50);
  console.log(`memory after that: ${residentMegabytes(backend.process.pid).toFixed(0)} MB`);
  client.close();
  backend.process.kill('SIGTERM');
  await new Promise((resolve) => backend.process.once('exit', resolve));
  rmSync(plugin, { recursive: true, force: true });
}

async function timeOf(client: BackendClient, count: number, script: object): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < count; run++) {
    const began = performance.now();
    await client.query(script);
    times.push(performance.now() - began);
  }
  return times;
}

async function main(): Promise<void> {
  // Others' work on the machine shows in every figure: compare runs of a quiet machine (load below the number of cores).
  console.log(`load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores, Node ${process.version}`);
  await startAndIdle();
  encoding();
  await calls();
  process.exitCode = broken > 0 ? 1 : 0;
}

void main();
