import { runTableRollup } from './table-rollup';

const { signal } = new AbortController();
const source = {
  secrets: new Map<string, string>(),
  aws: () => {
    throw new Error('no AWS');
  },
};
const tables = { flows: { database: 'a', table: 'f' }, history: { database: 'a', table: 'pods' } };

test.each([
  ['that name no rollup', { engine: 'trino', trino: { url: 'http://127.0.0.1:1' }, ...tables }],
  ['of files', { flows: { location: '/f' }, history: { location: '/h' }, rollup: { location: '/r' } }],
])('settings %s are told from those of tables', async (_name, jsonData) => {
  await expect(runTableRollup({ ...source, jsonData }, signal)).rejects.toMatchObject({
    code: 'bad_settings',
    message: 'The settings name no tables for a rollup',
  });
});
