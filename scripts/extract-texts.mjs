// Collects the front end's texts (t() and <Trans>) into the en-US locale file; with --check it only compares.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const localeFile = join(root, 'src/locales/en-US/zoneflow-ekscrossaz-datasource.json');

const calls = /\bt\(\s*'([^']+)',\s*'((?:[^'\\]|\\.)*)'/g;
const elements = /<Trans\s+i18nKey="([^"]+)"\s*>([\s\S]*?)<\/Trans>/g;

async function sourceTexts() {
  const texts = new Map();
  const entries = await readdir(join(root, 'src'), { recursive: true });
  for (const entry of entries.filter((name) => /(?<!\.test)\.tsx?$/.test(name)).sort()) {
    const source = await readFile(join(root, 'src', entry), 'utf8');
    for (const [, key, text] of [...source.matchAll(calls), ...source.matchAll(elements)]) {
      const plain = text.replaceAll("\\'", "'").replace(/\s+/g, ' ').trim();
      if ((texts.get(key) ?? plain) !== plain) {
        throw new Error(`${entry}: '${key}' has two texts: '${texts.get(key)}' and '${plain}'`);
      }
      texts.set(key, plain);
    }
  }
  return texts;
}

function nested(texts) {
  const tree = {};
  for (const [key, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const steps = key.split('.');
    const leaf = steps.pop();
    const branch = steps.reduce((node, step) => (node[step] ??= {}), tree);
    branch[leaf] = text;
  }
  return tree;
}

const wanted = JSON.stringify(nested(await sourceTexts()), null, 2) + '\n';
if (process.argv.includes('--check')) {
  if ((await readFile(localeFile, 'utf8')) !== wanted) {
    process.stderr.write(`${localeFile} does not hold the texts of src; run npm run i18n\n`);
    process.exitCode = 1;
  }
} else {
  await writeFile(localeFile, wanted);
}
