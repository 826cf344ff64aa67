// The notices of the libraries inside the plugin's bundles: their licenses demand that copies of them come along.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const heading = `ZoneFlow contains the libraries listed here, each under the terms that follow its name.
`;
const line = `\n${'-'.repeat(80)}\n`;

/**
 * @param root of the repository, whose node_modules the bundles were made of
 * @param inputs files that went into the bundles, as source maps and esbuild name them
 * @throws Error for a library without any license, which could not be passed on
 */
export async function thirdPartyNotices(root, inputs) {
  const folders = [...new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined))].sort();
  const notices = await Promise.all(folders.map((folder) => notice(join(root, folder))));
  return [heading, ...new Set(notices)].join(line);
}

/** `node_modules/a/node_modules/@b/c` of a file in it. */
function packageFolder(file) {
  return /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

async function notice(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (license === undefined) {
    throw new Error(`${name} ${version} names no license`);
  }
  const files = (await readdir(folder)).filter((file) => /^(license|licence|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const people = typeof author === 'string' ? author : (author?.name ?? '');
  const own = texts.length > 0 ? texts.map((text) => text.trim()) : [`License: ${license}`, people].filter(Boolean);
  return [`${name} ${version} (${license})`, ...own].join('\n\n');
}
