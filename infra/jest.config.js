// Templates, policies and manifests, without an AWS account. What needs a program that is not there says so and is skipped.
process.env.TZ = 'UTC';

module.exports = {
  testEnvironment: 'node',
  testTimeout: 60_000,
  roots: ['<rootDir>'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out/', '<rootDir>/build/'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
  },
};
