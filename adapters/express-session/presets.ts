/** What the interface leaves open, and so has to be known of a package. */
export interface Preset {
  /** Constructor options of a store that keeps everything below `dir`. */
  options(dir: string): object;
  /** The session's id for an item of the store's `list`; absent where `list` is missing or does not say which sessions there are. */
  sessionOfListed?(item: string): string;
  /** It keeps sessions in the memory of its process. */
  readonly inMemory?: true;
  /** Its `all` gives sessions without their ids, so nothing is listed. */
  readonly listsNoIds?: true;
}

const UNKNOWN: Preset = { options: (dir) => ({ path: dir }) };

const PRESETS: { readonly [packageName: string]: Preset } = {
  'session-file-store': {
    // Its messages go to the console by default. The hourly removal of expired sessions is off: none of ours expires.
    options: (dir) => ({ path: dir, logFn: () => {}, reapInterval: -1 }),
    // It lists file names.
    sessionOfListed: (file) => file.replace(/\.json$/, ''),
  },
  'connect-sqlite3': {
    options: (dir) => ({ dir, db: 'sessions.db' }),
    listsNoIds: true,
  },
  // Without `checkPeriod` it removes what has expired when it is read.
  memorystore: { options: () => ({}), inMemory: true },
};

export function presetOf(packageName: string): Preset {
  return (Object.hasOwn(PRESETS, packageName) ? PRESETS[packageName] : undefined) ?? UNKNOWN;
}
