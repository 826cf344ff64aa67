/** Plays Grafana's server for the browser tests: one page, the plugin's files, and its API in front of the real backend. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startBackend, stopBackend } from '../../../demo/backend/handshake';
import { connect } from '../../../demo/backend/plugin-client';
import { answerApi } from './api';
import { DataSources } from './data-sources';
import { servedFile } from './files';

const pluginId = 'zoneflow-ekscrossaz-datasource';
const [dist = 'dist', page = 'build/browser', data = 'demo-data', port = '3778'] = process.argv.slice(2);

/** Written by the demo when its folder is whole: the time its records are of, epoch seconds. */
const seal = z
  .object({ from: z.number(), to: z.number() })
  .parse(JSON.parse(readFileSync(join(data, '.zoneflow-demo.json'), 'utf8')));

const demo = {
  engine: 'duckdb',
  flows: { location: join(data, 'flows') },
  history: { location: join(data, 'history') },
};
const sources = new DataSources(demo);
const backend = await startBackend(dist, new AbortController().signal);
const client = connect(backend.address);
let stopping = false;
backend.process.once('exit', (code) => {
  if (!stopping) {
    process.stderr.write(`the plugin's backend ended (${code ?? 'killed'})\n`);
  }
});

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><title>ZoneFlow editors</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page/main.css">
<script>window.grafanaBootData = { settings: { featureToggles: {} }, user: { locale: 'en-US', language: 'en-US' }, navTree: [] };</script>
<script id="host-settings" type="application/json">${JSON.stringify({ pluginId, demo, from: seal.from * 1000, to: seal.to * 1000 })}</script>
</head>
<body><main id="root"></main><script type="module" src="/page/main.js"></script></body>
</html>
`;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  if (url.pathname === '/') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(html);
    return;
  }
  if (url.pathname.startsWith('/api/')) {
    const leaving = new AbortController();
    response.once('close', () => leaving.abort());
    const body = Buffer.concat(await request.toArray());
    const { signal } = leaving;
    const reply = await answerApi({ method: request.method ?? 'GET', url, body, signal }, sources, client);
    response.writeHead(reply.status, { 'Content-Type': reply.contentType }).end(reply.body);
    return;
  }
  const file = await servedFile(url.pathname, [
    ['/page/', page],
    [`/public/plugins/${pluginId}/`, dist],
  ]);
  response.writeHead(file === undefined ? 404 : 200, file && { 'Content-Type': file.contentType }).end(file?.body);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    if (!response.headersSent) {
      response.writeHead(500, { 'Content-Type': 'application/json' });
    }
    response.end(JSON.stringify({ message: String(error) }));
  });
});
server.listen(Number(port), '127.0.0.1');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stopping = true;
    server.close();
    server.closeAllConnections();
    void stopBackend(backend, client).then(() => process.exit(0));
  });
}
