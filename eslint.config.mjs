import tseslint from 'typescript-eslint';

const noEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read the environment in config.ts only.',
};
/** `{ $gt: … }` in a filter is silently ignored or refused under sanitizeFilter; libs/persistence has the operators. */
const noBareOperator = {
  selector:
    'Property[key.name=/^\\$(eq|ne|gt|gte|lt|lte|in|nin|all|exists|elemMatch|regex|or|and|nor|not|where|expr|text)$/]',
  message: 'Build query operators with the helpers of libs/persistence.',
};

/** Of Node, in what is not compiled: the type checker knows them in TypeScript. */
const NODE_GLOBALS = [
  ...['AbortController', 'AbortSignal', 'Blob', 'Buffer', 'FormData', 'Response', 'TextDecoder', 'TextEncoder'],
  ...['URL', 'URLSearchParams', 'clearInterval', 'clearTimeout', 'console', 'fetch', 'globalThis', 'performance'],
  ...['process', 'setImmediate', 'setInterval', 'setTimeout', 'structuredClone'],
];
const COMMONJS_GLOBALS = ['__dirname', '__filename', 'exports', 'module', 'require'];
const readonly = (names) => Object.fromEntries(names.map((name) => [name, 'readonly']));
const UNCOMPILED_RULES = {
  'no-undef': 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
};

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', '.data/**', 'logs/**'] },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: readonly(NODE_GLOBALS) },
    rules: UNCOMPILED_RULES,
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: readonly([...NODE_GLOBALS, ...COMMONJS_GLOBALS]) },
    rules: UNCOMPILED_RULES,
  },
  {
    files: ['{apps,libs,test}/**/*.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, arguments: false } },
      ],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/explicit-function-return-type': [
        'error',
        { allowExpressions: true, allowTypedFunctionExpressions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A Nest module is a class with nothing in it.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-restricted-syntax': [
        'error',
        noEnv,
        { selector: "CallExpression[callee.name='forwardRef']", message: 'No forwardRef: the modules are cut wrong.' },
      ],
    },
  },
  {
    files: ['apps/*/src/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnv, noBareOperator] },
  },
  {
    files: ['**/*config.ts', '**/config/**/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Aggregations and single atomic updates are built by the code alone, and are not sanitised.
    files: ['**/*.repository.ts', 'apps/*/migrations/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnv] },
  },
  {
    files: ['**/*.spec.ts', '**/test/**/*.ts'],
    rules: {
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-function-return-type': 'off',
    },
  },
);
