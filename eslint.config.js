import vitest from '@vitest/eslint-plugin';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** A barrel makes a reader look in two places for one thing. */
const barrels = [
  { selector: 'ExportAllDeclaration', message: 'No barrels: import a thing from its own file.' },
  {
    selector: 'ExportNamedDeclaration[source]',
    message: 'No barrels: import a thing from its own file.',
  },
];

/** A test that does not run proves nothing; the two places that may skip, one for each runner, say why in the summary. */
const skippedTests = [
  {
    selector:
      'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|skipIf|runIf|only|todo|fixme)$/]',
    message:
      'No skipped or focused tests; where a platform cannot have a test, use skipWhere from test/support/platform.ts or onLinuxOnly from test/e2e/.',
  },
  {
    selector:
      'CallExpression[callee.object.name=/^(context|ctx|testInfo)$/][callee.property.name=/^(skip|fixme)$/]',
    message:
      'No skipped tests; where a platform cannot have a test, use skipWhere from test/support/platform.ts or onLinuxOnly from test/e2e/.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', '.cache/', '.data/', 'artifacts/', 'node_modules/'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-restricted-syntax': ['error', ...barrels, ...skippedTests],
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    plugins: { vitest },
    rules: {
      'vitest/no-focused-tests': 'error',
      'vitest/no-disabled-tests': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['test/support/platform.ts', 'test/e2e/onLinuxOnly.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...barrels],
      'vitest/no-disabled-tests': 'off',
    },
  },
  {
    files: ['src/domain/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'Date',
        'performance',
        'crypto',
        'setTimeout',
        'setInterval',
      ],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random' }],
    },
  },
);
