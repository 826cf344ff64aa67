// The tests against a real Trino: apart from the others, because the server takes gigabytes and minutes.
process.env.TZ = 'UTC';

module.exports = {
  rootDir: '../..',
  testEnvironment: 'node',
  // One server, which plans each statement for seconds on one processor, and has room for two of them.
  maxWorkers: 2,
  globalSetup: '<rootDir>/tests/differential/global-setup.ts',
  globalTeardown: '<rootDir>/tests/differential/global-teardown.ts',
  testTimeout: 900_000,
  setupFiles: ['<rootDir>/scripts/jest-errors.cjs'],
  testMatch: ['<rootDir>/tests/differential/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/'],
  transform: {
    '^.+\\.(t|j)sx?$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
