// Lint: the scaffold's rules for the front end, type-checked rules everywhere else, the folder arrows for all.
import scaffold from './.config/eslint.config.mjs';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import tseslint from 'typescript-eslint';
import globals from './scripts/eslint-globals.mjs';

const layers = createRequire(import.meta.url)('./scripts/eslint-layers.cjs');

// The deployment has dependencies of its own (`npm --prefix infra ci`); without them its types mean nothing.
const hasInfra = existsSync(new URL('./infra/node_modules', import.meta.url));

const nodeTypeScript = [
  '{backend,cli,demo,scripts,tests}/**/*.{ts,tsx}',
  'playwright.config.ts',
  ...(hasInfra ? ['infra/**/*.ts'] : []),
];
const nodeScripts = ['**/*.{mjs,cjs,js}', 'bin/*'];
const unitTests = ['**/*.test.{ts,tsx}'];

const sizeRules = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 4],
};

const noEscapeRules = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/ban-ts-comment': 'error',
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      '**/build/',
      'coverage/',
      'demo-data/',
      'infra/cdk.out/',
      ...(hasInfra ? [] : ['infra/**/*.ts']),
      'playwright-report/',
      'test-results/',
      // The scaffold's own files, kept as they were generated.
      '.config/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...scaffold.map((config) => ({ ...config, files: config.files ?? ['src/**/*.{ts,tsx}'] })),
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      ...sizeRules,
      ...noEscapeRules,
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
    },
  },
  {
    files: nodeTypeScript,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './backend/tsconfig.json',
          './tests/e2e/tsconfig.json',
          './tests/browser/tsconfig.json',
          ...(hasInfra ? ['./infra/tsconfig.json'] : []),
        ],
      },
    },
    rules: {
      ...sizeRules,
      ...noEscapeRules,
      curly: 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-duplicate-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Ports are asynchronous by contract even where an implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    files: ['{backend,cli,infra}/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.test-data.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'AbortSignal',
          property: 'timeout',
          message: 'It may be lost in AbortSignal.any: see backend/time-limit.ts.',
        },
      ],
    },
  },
  {
    files: nodeScripts,
    languageOptions: { globals },
    rules: {
      ...sizeRules,
      curly: 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-undef': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['jest-setup.js'], languageOptions: { globals: { HTMLCanvasElement: 'writable' } } },
  {
    // Grafana's interfaces demand deprecated members of whoever plays Grafana.
    files: ['src/**/*.test.{ts,tsx}', 'src/**/*-double.ts', 'tests/browser/page/**/*.{ts,tsx}'],
    rules: { '@typescript-eslint/no-deprecated': 'off' },
  },
  {
    // Playwright's fixtures are destructured by design.
    files: ['tests/{e2e,browser}/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    // Tables of cases are long, and a case has as many columns as it needs.
    files: unitTests,
    rules: { 'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }], 'max-params': 'off' },
  },
  {
    files: ['**/*.{ts,tsx,mjs,cjs}'],
    plugins: { zoneflow: { rules: { layers } } },
    rules: { 'zoneflow/layers': 'error' },
  }
);
