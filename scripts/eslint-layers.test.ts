import { Linter } from 'eslint';
import layers from './eslint-layers.cjs';

const linter = new Linter({ cwd: '/repository' });

function findings(file: string, code: string): string[] {
  const config = { plugins: { zoneflow: { rules: { layers } } }, rules: { 'zoneflow/layers': 'error' as const } };
  const messages = linter.verify(code, [{ files: ['**/*.ts'], ...config }], { filename: `/repository/${file}` });
  return messages.map(({ message }) => message);
}

describe('folder arrows', () => {
  it.each([
    ['src/datasource.ts', '../backend/errors'],
    ['src/shared/query.ts', '../query/stored-query'],
    ['src/shared/query.ts', 'react'],
    ['backend/query/plan.ts', '../../src/datasource'],
    ['backend/query/plan.ts', '../plugin/wire'],
    ['backend/query/plan.ts', 'node:fs/promises'],
    ['backend/query/plan.ts', '../engines/duckdb/engine'],
    ['backend/history/intervals.ts', 'node:fs'],
    ['backend/engines/duckdb/engine.ts', '../../traffic/service'],
    ['backend/traffic/service.ts', '@grpc/grpc-js'],
    ['backend/flows/fields.ts', '@duckdb/node-api'],
    ['backend/engines/duckdb/engine.ts', '@aws-sdk/client-athena'],
    ['cli/main.ts', '../backend/plugin/handshake'],
    ['cli/report/page.ts', 'node:fs/promises'],
    ['cli/report/trend.ts', '../../backend/traffic/create-service'],
    ['cli/report/page.ts', '../replace-file'],
    ['cli/report/page.ts', 'echarts/core'],
  ])('%s may not import %s', (file, target) => {
    expect(findings(file, `import x from '${target}';`)).toEqual([expect.stringContaining(`'${target}'`)]);
    expect(findings(file, `export * from '${target}';`)).toHaveLength(1);
    expect(findings(file, `const x = import('${target}');`)).toHaveLength(1);
  });

  it.each([
    ['src/datasource.ts', './shared/query'],
    ['src/shared/query.ts', './dimensions'],
    ['backend/query/plan.ts', '../../src/shared/query'],
    ['backend/query/plan.ts', '../sql/answer'],
    ['backend/query/plan.ts', '../engines/engine'],
    ['backend/query/plan.test.ts', '../engines/duckdb/engine'],
    ['backend/history/store.ts', '@duckdb/node-api'],
    ['backend/history/store-writer.ts', 'node:fs/promises'],
    ['backend/engines/duckdb/engine.ts', '@duckdb/node-api'],
    ['backend/plugin/server.ts', '@grpc/grpc-js'],
    ['backend/main.ts', './plugin/server'],
    ['demo/backend/host.ts', '@grpc/grpc-js'],
    ['cli/report/charts/draw.ts', 'echarts/core'],
    ['cli/report/trend.ts', '../../backend/traffic/service'],
    ['cli/report.ts', './report/page'],
  ])('%s may import %s', (file, target) => {
    expect(findings(file, `import x from '${target}';`)).toEqual([]);
  });
});
