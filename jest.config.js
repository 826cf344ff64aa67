// Two projects: the front end in jsdom, everything else in Node. Tests that need the built command line build it first.

// Time zone independent tests: the backend's environment has none either.
process.env.TZ = 'UTC';

const scaffold = require('./.config/jest.config');

const [scaffoldTransform] = Object.values(scaffold.transform);

module.exports = {
  // Tests that start processes or draw Grafana's inputs take long on a machine with other work to do.
  testTimeout: 120_000,
  projects: [
    {
      ...scaffold,
      displayName: 'frontend',
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/'],
      // Some of Grafana's dependencies ship ES modules only, named .mjs.
      transform: { '^.+\\.m?[tj]sx?$': scaffoldTransform },
    },
    {
      displayName: 'backend',
      globalSetup: '<rootDir>/scripts/jest-build.cjs',
      testEnvironment: 'node',
      setupFiles: ['<rootDir>/scripts/jest-errors.cjs'],
      testMatch: ['<rootDir>/{backend,cli,demo,scripts,tests}/**/*.test.ts'],
      // Those against a real Trino have a configuration of their own: npm run test:differential.
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/e2e/', '<rootDir>/tests/differential/'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/'],
      // The chart library and its renderer ship ES modules only.
      transformIgnorePatterns: ['/node_modules/(?!(echarts|zrender)/)'],
      transform: {
        '^.+\\.(t|j)sx?$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
      },
    },
  ],
};
