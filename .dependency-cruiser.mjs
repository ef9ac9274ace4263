// Who may import whom. The picture is in docs/ARCHITECTURE.md; this file is the map that is checked.
// Whoever is stopped by a rule finds in its comment what to do instead.

/** The stages of the kernel, in order: a stage sees only what stands left of it. */
const stages = ['std', 'crypto', 'cesr', 'event', 'state', 'evidence', 'rules'];

/** One rule a stage: it does not look to its right. */
const stageRules = stages.map((stage, at) => ({
  name: `kernel-stage-${stage}`,
  comment:
    `kernel/${stage} sees only ${['itself', ...stages.slice(0, at)].join(', ')}. If it needs something from a later stage, ` +
    'either the thing belongs here, or the work belongs there. Facts go right, never left.',
  severity: 'error',
  from: { path: `^kernel/${stage}/` },
  to: { path: `^kernel/(?!(${stages.slice(0, at + 1).join('|')})/)` },
}));

/** Which npm package may be imported from where; everything else is refused. */
const npmDoors = [
  {
    packages: ['@noble/hashes'],
    from: '^(kernel|shell)/crypto/',
    why: 'digests are algorithms of the kernel; what stretches and derives keys is one of the machine',
  },
  { packages: ['lmdb'], from: '^storage/lmdb', why: 'one backend, one place' },
  {
    packages: ['lru-cache'],
    from: '^(storage|shell)/',
    why: 'what is remembered for speed is no part of what is decided',
  },
  {
    packages: ['@chainsafe/fast-crc32c'],
    from: '^storage/',
    why: 'records carry a CRC32C',
  },
  {
    packages: ['libsodium-wrappers-sumo', '@noble/curves', 'hash-wasm'],
    from: '^shell/(crypto|conformance|bench)/',
    why: 'algorithms of the machine are handed in',
  },
  {
    packages: ['seedrandom'],
    from: '^sim/expand/',
    why: 'a seed becomes a plan there, and a run draws nothing',
  },
  { packages: ['fast-check'], from: '^sim/testing/', why: 'what users build their own suites with' },
  { packages: ['pino'], from: '^shell/', why: 'only the shell logs' },
  {
    packages: ['@stricli/core', '@stricli/auto-complete'],
    from: '^shell/cli/',
    why: 'only the command reads arguments',
  },
  {
    packages: ['@clack/prompts', 'cli-progress', 'cli-table3'],
    from: '^shell/cli/',
    why: 'only the command draws',
  },
];

const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const npmRules = npmDoors.flatMap(({ packages, from, why }) => ({
  name: `npm-${packages[0].replaceAll(/[@/]/g, '-').replace(/^-/, '')}`,
  comment: `${packages.join(', ')}: imported only from ${from} (${why}). Go through what that place gives.`,
  severity: 'error',
  from: { path: '^(kernel|invariants|storage|shell|sim)/', pathNot: from },
  to: { path: `^node_modules/(${packages.map(escape).join('|')})/` },
}));

const npmTypes = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment:
        'Files that import each other cannot be read one at a time. Move what both need to a file left of both. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment:
        'Nobody imports this file and it imports nobody: it is dead, or its line in a registry or door is missing.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '\\.test\\.ts$', '(^|/)\\.[^/]+\\.mjs$'] },
      to: {},
    },
    {
      name: 'nobody-left-behind',
      comment:
        'Only tests import this file. Production code that is not used is not there: use it, or remove it.',
      severity: 'error',
      from: { path: '^(kernel|storage|shell|sim)/' },
      module: {
        path: '^(kernel|storage|shell)/',
        pathNot: [
          '/index\\.ts$',
          '^shell/cli/(?:main|inner)\\.ts$',
          '^shell/crypto/ahead-worker\\.ts$',
          '^shell/store-check-main\\.ts$',
        ],
        numberOfDependentsLessThan: 1,
      },
    },
    {
      name: 'not-found',
      comment: 'The import leads nowhere: a wrong path, or a package that package.json does not name.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-packages-only',
      comment:
        'The package is not a dependency in package.json (or only one of development). A new one needs a page in docs/decisions.',
      severity: 'error',
      from: { path: '^(kernel|invariants|storage|shell|sim)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
        dependencyTypesNot: ['type-only'],
      },
    },
    ...stageRules,
    {
      name: 'kernel-command',
      comment:
        'kernel/command.ts says what can happen; it knows what messages and sources are, and nothing that decides.',
      severity: 'error',
      from: { path: '^kernel/command\\.ts$' },
      to: { path: '^kernel/(evidence|rules|step|settle|index)' },
    },
    {
      name: 'kernel-alone',
      comment:
        'The kernel is pure: it imports no storage, no shell, no judge. What it needs is handed in with the view or the command.',
      severity: 'error',
      from: { path: '^kernel/' },
      to: { path: '^(storage|shell|sim|invariants|test)/' },
    },
    {
      name: 'kernel-no-machine',
      comment:
        'The kernel has no machine: no file, clock, network or chance. Take it as an argument; see docs/STYLE.md.',
      severity: 'error',
      from: { path: '^(kernel|invariants)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'kernel-packages',
      comment:
        'The kernel imports @noble/hashes and no other package: it is pure, and it has a decision page. Others are handed in.',
      severity: 'error',
      from: { path: '^(kernel|invariants)/' },
      to: { dependencyTypes: npmTypes, pathNot: '^node_modules/@noble/hashes/' },
    },
    {
      name: 'storage-below-shell',
      comment: 'Storage keeps what the kernel means. It knows no host, no command and no judge.',
      severity: 'error',
      from: { path: '^storage/' },
      to: { path: '^(shell|sim|invariants|test)/' },
    },
    {
      name: 'storage-decides-nothing',
      comment: 'Storage keeps decisions and makes none: it sees neither evidence nor rules nor the step.',
      severity: 'error',
      from: { path: '^storage/' },
      to: { path: '^kernel/(evidence|rules)/|^kernel/(step|settle)' },
    },
    {
      name: 'judges-do-not-know-the-accused',
      comment:
        'An invariant that uses the rules repeats their mistakes. It sees std to state, and what storage answers.',
      severity: 'error',
      from: { path: '^invariants/' },
      to: { path: '^kernel/(evidence|rules)/|^kernel/(step|settle)|^(shell|sim|test)/' },
    },
    {
      name: 'shell-not-sim',
      comment:
        'Production code carries no simulator: the simulator replaces ports, the shell does not know. Only the command offers it.',
      severity: 'error',
      from: { path: '^shell/(?!cli/)' },
      to: { path: '^(sim|test)/' },
    },
    {
      name: 'keys-know-no-host',
      comment:
        'Keys are made and used without a log: they see primitives, schemes and ports, the rows of a key store, and no host, log or rule.',
      severity: 'error',
      from: { path: '^shell/keys/' },
      to: {
        path: '^(kernel|storage|shell)/',
        pathNot:
          '^kernel/(std|crypto|cesr)/|^shell/(keys|crypto)/|^shell/(errors|ports|clock|entropy|timers|turns)\\.ts$|' +
          '^storage/(lmdb-keys|store)\\.ts$',
      },
    },
    {
      name: 'command-is-a-face',
      comment: 'The command is one face of the host. Nothing of the host knows that it has one.',
      severity: 'error',
      from: { path: '^shell/(?!cli/)' },
      to: { path: '^shell/cli/' },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'What production code needs is not a test.',
      severity: 'error',
      from: { path: '^(kernel|storage|shell|sim|invariants)/' },
      to: { path: '^test/' },
    },
    {
      name: 'sim-has-no-machine',
      comment:
        'A run depends on its plan alone: what needs files, processes or workers lives in sim/machine, and no run imports it.',
      severity: 'error',
      from: { path: '^sim/(?!machine/)' },
      to: { path: '^sim/machine/|^node:', pathNot: '^sim/machine/drain\\.ts$' },
    },
    {
      name: 'sim-below-command',
      comment: 'The simulator runs hosts, not the command: it sees the shell without its faces.',
      severity: 'error',
      from: { path: '^sim/' },
      to: { path: '^shell/cli/' },
    },
    ...npmRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|test/vectors)/' },
    includeOnly: { path: '^(kernel|invariants|storage|shell|sim|test|node_modules)/|^[a-z_/]+$|^node:|^\\.' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
