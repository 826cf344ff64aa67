import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataSourceFile } from './settings-file';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(folder, 'settings.yaml');
  await writeFile(path, text);
  return path;
}

const provisioned = `
apiVersion: 1
datasources:
  - { name: Other, type: prometheus }
  - name: ZoneFlow
    type: zoneflow-ekscrossaz-datasource
    jsonData: { engine: athena, defaultRegion: $REGION, note: "$$5" }
    secureJsonData: { accessKey: "\${KEY}" }
`;

test('a provisioning file, its variables filled in as Grafana does', async () => {
  const { jsonData, secrets } = await readDataSourceFile(await file(provisioned), undefined, {
    REGION: 'eu-west-1',
    KEY: 'k',
  });
  expect(jsonData).toEqual({ engine: 'athena', defaultRegion: 'eu-west-1', note: '$5' });
  expect([...secrets]).toEqual([['accessKey', 'k']]);
});

test('jsonData alone, as JSON', async () => {
  const { jsonData } = await readDataSourceFile(await file('{"engine":"duckdb"}'), undefined);
  expect(jsonData).toEqual({ engine: 'duckdb' });
});

test('which of several', async () => {
  const two = `${provisioned}  - { name: Second, type: zoneflow-ekscrossaz-datasource, jsonData: { engine: trino } }\n`;
  await expect(readDataSourceFile(await file(two), undefined)).rejects.toMatchObject({
    code: 'bad_input',
    remedy: 'Choose one with --name: ZoneFlow, Second.',
  });
  const { jsonData } = await readDataSourceFile(await file(two), 'Second');
  expect(jsonData).toEqual({ engine: 'trino' });
});

test('what is no settings file is refused without its text', async () => {
  const broken = readDataSourceFile(await file('secret: [unclosed "hunter2'), undefined);
  await expect(broken).rejects.toMatchObject({ code: 'bad_input' });
  await expect(broken).rejects.not.toThrow('hunter2');
  await expect(readDataSourceFile(join(folder, 'absent'), undefined)).rejects.toMatchObject({ code: 'bad_input' });
});
