// Time zone independent tests: the backend's environment has none either.
process.env.TZ = 'UTC';

const scaffold = require('./.config/jest.config');

module.exports = {
  projects: [
    { ...scaffold, displayName: 'frontend' },
    {
      displayName: 'backend',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/{backend,cli,demo,scripts,tests}/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/tests/e2e/'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/'],
      transform: {
        '^.+\\.(t|j)sx?$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
      },
    },
  ],
};
