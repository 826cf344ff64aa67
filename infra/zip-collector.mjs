// Writes build/collector.zip, the code of the collector's functions as Lambda takes it: `npm run collector-zip`.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeZip } from '../scripts/package-zip.mjs';
import { bundleFunctions } from './functions/bundle';

const build = join(dirname(fileURLToPath(import.meta.url)), 'build');
const folder = join(build, 'functions');
const zip = join(build, 'collector.zip');
bundleFunctions(folder);
// One time for every entry: the same code gives the same zip, and Terraform sees no change where there is none.
const files = readdirSync(folder).map((path) => ({ path, source: join(folder, path) }));
const { bytes, sha256 } = await writeZip(zip, files, new Date('2026-01-01T00:00:00Z'));
console.log(`${zip}: ${(bytes / 1e6).toFixed(1)} MB, SHA-256 ${sha256}`);
