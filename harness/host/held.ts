import v8 from 'node:v8';

/** What a process holds for a store. */
export interface Held {
  /** Paths of the open descriptors that are below the life's root, as often as they are open; absent where nobody can tell. */
  readonly descriptors?: readonly string[];
  /** Promises that are reachable in the whole process; absent where nobody can count them, in programs, and where a timer is due that may let some go. */
  readonly promises?: number;
}

export function heldIn(descriptors: readonly string[] | undefined, withPromises: boolean): Held {
  const promises = withPromises ? countPromises() : undefined;
  return { ...(descriptors === undefined ? {} : { descriptors }), ...(promises === undefined ? {} : { promises }) };
}

/** Collects garbage, and counts the promises that something still refers to: https://nodejs.org/api/v8.html#v8queryobjectsctor-options */
function countPromises(): number | undefined {
  const { emitWarning } = process;
  // That the function is experimental is nothing that the store's user has to know.
  process.emitWarning = () => {};
  try {
    const count = v8.queryObjects(Promise);
    return typeof count === 'number' ? count : undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

type ReadOnly = Pick<typeof import('node:fs'), 'readdirSync' | 'readlinkSync' | 'realpathSync'>;

/** Of what a process has open, what is below a directory: on Linux. `undefined` elsewhere, and where the process is not ours to look into. */
export function openPathsOf(
  { readdirSync, readlinkSync, realpathSync }: ReadOnly,
  root: string,
  pid: number | 'self' = 'self',
): string[] | undefined {
  const folder = `/proc/${pid}/fd`;
  let numbers: readonly string[];
  try {
    numbers = readdirSync(folder);
  } catch {
    return undefined;
  }
  const whole = canonical(root, realpathSync);
  return numbers.flatMap((number) => {
    try {
      const path = readlinkSync(`${folder}/${number}`);
      return path.startsWith(`${whole}/`) ? [path.slice(whole.length)] : [];
    } catch {
      // The one that the folder itself was read with.
      return [];
    }
  });
}

/** Where the root is in a mount of the process's own, nobody else sees it, and it has no other name. */
function canonical(root: string, realpathSync: ReadOnly['realpathSync']): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}
