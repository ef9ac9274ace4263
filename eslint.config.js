// What the compiler cannot see: promises left alone, cases forgotten, files and functions that grow, and
// in the kernel everything that would make a step depend on more than its arguments. docs/STYLE.md.
//
// In a flat configuration a later block replaces the options of a rule. The bans are therefore lists of
// their own below, and every block says its whole list.
import tseslint from 'typescript-eslint';

/** Syntax that no file of ours uses. */
const bannedEverywhere = [
  {
    selector: 'TSNonNullExpression',
    message: 'No `!`: narrow the value, or assert the promise that it is there.',
  },
  { selector: 'TSEnumDeclaration', message: 'No enum: a union of texts, or a table `as const`.' },
  { selector: 'ExportAllDeclaration', message: 'Every exported name is written out at its door.' },
  { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
  {
    selector: 'ForInStatement',
    message: 'for..in also walks inherited keys, in an order of its own: use Object.entries or for..of.',
  },
  { selector: 'LabeledStatement', message: 'A function with a name instead of a label.' },
  {
    selector:
      "CallExpression[callee.property.name='transactionSync'] > ArrowFunctionExpression[body.type!='BlockStatement']",
    message:
      'The body of a transaction is a block that returns nothing: a returned put leaves the transaction open.',
  },
];

/** What only a script at the edge may do, and a library never. */
const bannedInLibraries = [{ selector: 'ImportExpression', message: 'Imports stand at the head of a file.' }];

/** What the pure stages never do: see docs/STYLE.md, "Imports". */
const bannedInPureCode = [
  ...bannedEverywhere,
  ...bannedInLibraries,
  { selector: ':function[async=true]', message: 'The kernel does not wait: the shell does.' },
  { selector: 'AwaitExpression', message: 'The kernel does not wait: the shell does.' },
  { selector: 'ForOfStatement[await=true]', message: 'The kernel does not wait: the shell does.' },
  {
    selector: ':matches(ClassDeclaration, ClassExpression)[superClass.name!="Error"]',
    message: 'The kernel has functions and data, and no class but errors.',
  },
  {
    selector: "BinaryExpression[operator='**']:not([left.bigint])",
    message: 'Powers of numbers differ between engines: multiply, or shift a bigint.',
  },
  {
    selector: "AssignmentExpression[operator='**=']",
    message: 'Powers of numbers differ between engines: multiply, or shift a bigint.',
  },
  {
    selector: "CallExpression[callee.property.name='localeCompare']",
    message: 'The order of a locale differs between machines: compare code units or bytes.',
  },
  {
    selector: 'CallExpression[callee.property.name=/^toLocale/]',
    message: 'A locale differs between machines.',
  },
  {
    selector: "CallExpression[callee.property.name='toSorted'][arguments.length=0]",
    message: 'Say the order.',
  },
  { selector: "CallExpression[callee.property.name='sort'][arguments.length=0]", message: 'Say the order.' },
];

/** Names that the platform gives and the kernel does not take. */
const bannedGlobals = [
  ['Date', 'Time comes in with the command, in microseconds.'],
  ['performance', 'Time comes in with the command, in microseconds.'],
  ['Promise', 'The kernel does not wait: the shell does.'],
  ['setTimeout', 'Timers are effects: the shell owns them.'],
  ['setInterval', 'Timers are effects: the shell owns them.'],
  ['setImmediate', 'Timers are effects: the shell owns them.'],
  ['clearTimeout', 'Timers are effects: the shell owns them.'],
  ['clearInterval', 'Timers are effects: the shell owns them.'],
  ['queueMicrotask', 'Timers are effects: the shell owns them.'],
  ['process', 'The kernel knows no machine.'],
  ['Buffer', 'Bytes are Uint8Array.'],
  ['console', 'The kernel says what it has to say in its decision.'],
  ['fetch', 'The network is an effect: the shell owns it.'],
  ['crypto', 'Algorithms come in with the view; chance comes in with the command.'],
  ['globalThis', 'The kernel knows no machine.'],
  ['global', 'The kernel knows no machine.'],
  ['window', 'The kernel knows no machine.'],
  ['require', 'Imports stand at the head of a file.'],
  ['Intl', 'A locale differs between machines.'],
  ['WeakRef', 'When memory is freed is not part of what is decided.'],
  ['FinalizationRegistry', 'When memory is freed is not part of what is decided.'],
  ['SharedArrayBuffer', 'The kernel has one thread and no memory in common with another.'],
  ['Atomics', 'The kernel has one thread and no memory in common with another.'],
  ['eval', 'Code is written, not made.'],
].map(([name, message]) => ({ name, message }));

/** The sizes of docs/STYLE.md. */
const shape = {
  'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
  'max-lines-per-function': ['error', { max: 70, skipBlankLines: false, skipComments: false }],
  'max-depth': ['error', 3],
  'max-params': ['error', 4],
};

/** Files that hold one table, a row a code or a label: as long as the table is. */
const tables = [
  'kernel/cesr/codes.ts',
  'kernel/cesr/codes-*.ts',
  'kernel/cesr/*-codes.ts',
  'kernel/cesr/*-codes-v*.ts',
  'kernel/event/labels.ts',
  'kernel/rules/*.ts',
];

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      'node_modules/**',
      'coverage/**',
      '.cache/**',
      '.venv*/**',
      'test/vectors/**',
      '**/*.cjs',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        {
          considerDefaultExhaustiveForUnions: false,
          allowDefaultCaseForExhaustiveSwitch: true,
          requireDefaultForNonUnion: true,
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/require-array-sort-compare': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'typeLike', format: ['PascalCase'] },
        {
          selector: ['variable', 'function', 'parameter'],
          format: ['camelCase'],
          leadingUnderscore: 'forbid',
        },
        // What a signature or a pattern demands and the body does not need.
        {
          selector: ['variable', 'parameter'],
          modifiers: ['unused'],
          format: ['camelCase'],
          leadingUnderscore: 'allow',
        },
        { selector: ['variable', 'parameter'], modifiers: ['unused'], filter: '^_+$', format: null },
        // Names that others gave.
        { selector: ['variable', 'parameter'], modifiers: ['destructured'], format: null },
      ],
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-eval': 'error',
      'no-console': 'error',
      'no-param-reassign': 'error',
      'no-else-return': 'error',
      'no-lonely-if': 'error',
      'no-useless-rename': 'error',
      'object-shorthand': 'error',
      'no-restricted-syntax': ['error', ...bannedEverywhere, ...bannedInLibraries],
      ...shape,
    },
  },
  {
    files: ['kernel/**/*.ts', 'invariants/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...bannedInPureCode],
      'no-restricted-globals': ['error', ...bannedGlobals],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance comes in with the command.' },
      ],
    },
  },
  {
    // A run depends on its plan alone. Files that run processes, workers or files say so in their names.
    files: ['sim/**/*.ts'],
    ignores: ['sim/machine/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...bannedInPureCode.filter(({ message }) => !/does not wait|no class/.test(message)),
      ],
      'no-restricted-globals': ['error', ...bannedGlobals.filter(({ name }) => name !== 'Promise')],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance is drawn by sim/random.ts.' },
        { object: 'Math', property: 'pow', message: 'Powers of numbers differ between engines.' },
      ],
    },
  },
  {
    // A word of the command is loaded when it is called, so that the others start fast.
    files: ['shell/cli/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...bannedEverywhere] },
  },
  { files: tables, rules: { 'max-lines': 'off' } },
  {
    // The innermost readers take bytes, place and domain as they are: an object for each primitive costs more than reading it.
    files: ['kernel/cesr/read.ts'],
    rules: { 'max-params': ['error', 5] },
  },
  {
    // A story of a test may be as long as the story, and its cases as many as there are.
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...bannedEverywhere.filter((ban) => ban.selector !== 'ExportDefaultDeclaration'),
      ],
      'max-lines-per-function': ['error', { max: 250 }],
      'max-params': ['error', 6],
      'max-lines': ['error', 600],
      'no-console': 'off',
    },
  },
  {
    // What tools insist on: their configuration is a default export.
    files: ['vitest.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
