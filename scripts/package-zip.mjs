// Writes a zip whose bytes depend on nothing but its files: entries sorted, one time for all, modes set, no user, no folders.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';

/**
 * @typedef {object} PackageFile
 * @property {string} path in the zip, with forward slashes
 * @property {string} [source] the file on this machine that is put there, or
 * @property {string} [text] what is written there
 * @property {boolean} [executable]
 */

/**
 * @param {string} target the zip
 * @param {PackageFile[]} files
 * @param {Date} time of every entry
 * @returns its size in bytes and its SHA-256
 */
export async function writeZip(target, files, time) {
  const zip = new yazl.ZipFile();
  for (const { path, source, text, executable } of files.toSorted(byPath)) {
    const options = { mtime: time, mode: executable === true ? 0o100755 : 0o100644 };
    if (source === undefined) {
      zip.addBuffer(Buffer.from(text), path, options);
    } else {
      zip.addFile(source, path, options);
    }
  }
  zip.end();
  const failed = new Promise((_, reject) => zip.on('error', reject));
  const hash = createHash('sha256');
  const tap = new PassThrough().on('data', (chunk) => hash.update(chunk));
  await Promise.race([failed, pipeline(zip.outputStream, tap, createWriteStream(target))]);
  return { bytes: (await stat(target)).size, sha256: hash.digest('hex') };
}

/** By code units, so that no locale has a say in it. */
function byPath({ path: one }, { path: other }) {
  return one < other ? -1 : 1;
}
