export const COMMANDS = ['run', 'merge', 'probe', 'replay', 'list', 'explain', 'doctor', 'init', 'help', 'version'] as const;
export type CommandName = (typeof COMMANDS)[number];

/** Every option of every command. An option means the same wherever it is taken. */
export const OPTIONS = {
  host: { type: 'string' },
  stdio: { type: 'string' },
  effort: { type: 'string' },
  level: { type: 'string' },
  seed: { type: 'string' },
  model: { type: 'string' },
  depth: { type: 'string' },
  jobs: { type: 'string', short: 'j' },
  shard: { type: 'string' },
  reporter: { type: 'string', short: 'r' },
  only: { type: 'string' },
  skip: { type: 'string' },
  out: { type: 'string', short: 'o' },
  bail: { type: 'boolean' },
  watch: { type: 'boolean', short: 'w' },
  verbose: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  baseline: { type: 'string' },
  'update-baseline': { type: 'boolean' },
  'fail-on': { type: 'string' },
  'no-confirm-kill': { type: 'boolean' },
  'allow-not-testable': { type: 'boolean' },
  'no-color': { type: 'boolean' },
  json: { type: 'boolean' },
  python: { type: 'boolean' },
  go: { type: 'boolean' },
  rust: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const satisfies { [name: string]: { type: 'string' | 'boolean'; short?: string } };

export type OptionName = keyof typeof OPTIONS;

const EVERYWHERE: readonly OptionName[] = ['no-color', 'help', 'version'];

/** Which options a command takes. */
export const OPTIONS_OF: { readonly [C in CommandName]: readonly OptionName[] } = {
  run: [
    ...([
      'host',
      'stdio',
      'effort',
      'level',
      'seed',
      'model',
      'depth',
      'jobs',
      'shard',
      'reporter',
      'only',
      'skip',
      'out',
      'no-confirm-kill',
    ] as const),
    'bail',
    'watch',
    'baseline',
    'update-baseline',
    'fail-on',
    'verbose',
    'quiet',
    'allow-not-testable',
    ...EVERYWHERE,
  ],
  merge: ['reporter', 'out', 'baseline', 'update-baseline', 'fail-on', 'verbose', 'quiet', ...EVERYWHERE],
  probe: ['stdio', 'effort', 'seed', 'model', 'depth', 'jobs', 'out', 'json', ...EVERYWHERE],
  replay: EVERYWHERE,
  list: ['json', ...EVERYWHERE],
  explain: EVERYWHERE,
  doctor: ['stdio', ...EVERYWHERE],
  init: ['python', 'go', 'rust', ...EVERYWHERE],
  help: EVERYWHERE,
  version: EVERYWHERE,
};
