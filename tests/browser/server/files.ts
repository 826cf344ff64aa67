/** The files a browser asks for: the host page, the built plugin where Grafana would serve it, and stand-ins for Grafana's icons. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

export interface ServedFile {
  contentType: string;
  body: Uint8Array;
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
};

/** Grafana's icons are part of its server, not of its libraries. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="4" y="4" width="16" height="16"/></svg>';

/** @param folders by the path under which they are served; the first that fits is taken */
export async function servedFile(
  pathname: string,
  folders: ReadonlyArray<readonly [path: string, folder: string]>
): Promise<ServedFile | undefined> {
  const [path, folder] = folders.find(([prefix]) => pathname.startsWith(prefix)) ?? [];
  const contentType = contentTypes[extname(pathname)] ?? 'application/octet-stream';
  if (path === undefined || folder === undefined) {
    return extname(pathname) === '.svg' ? { contentType, body: Buffer.from(icon) } : undefined;
  }
  // normalize() resolves what could lead out of the folder.
  const body = await readFile(join(folder, normalize(`/${pathname.slice(path.length)}`))).catch(() => undefined);
  return body === undefined ? undefined : { contentType, body };
}
