import type { Call, OpenMode } from './program.ts';
import type { Random } from './random.ts';

/** What a snippet can build on: how many opens came before it, and what there is. */
export interface Surroundings {
  readonly opens: number;
  readonly names: { readonly files: readonly string[]; readonly directories: readonly string[] };
}

/** A few calls that belong together, as stores make them: an append, a rewrite in place, a replacement by rename, a sync. Some may fail. */
export function snippet(random: Random, around: Surroundings): Call[] {
  return random.weighted(SNIPPETS)(random, around);
}

type Snippet = (random: Random, around: Surroundings) => Call[];

const FRESH_NAMES = ['n', 'm', 'd/n', 'd/a', 'b'];

const SNIPPETS: readonly (readonly [weight: number, make: Snippet])[] = [
  [3, append],
  [3, create],
  [4, replaceByRename],
  [2, rewriteInPlace],
  [2, truncateAndWrite],
  [2, resize],
  [3, rename],
  [1, link],
  [2, remove],
  [1, makeDirectory],
  [3, syncOther],
  [3, syncDirectory],
  [2, syncOpenFile],
  [1, closeOpenFile],
];

function append(random: Random, { opens, names }: Surroundings): Call[] {
  const writes = random.chance(25) ? [amount(random), amount(random)] : [amount(random)];
  return [
    open(anyFile(random, names.files), 'append'),
    ...writes.map((bytes): Call => ({ call: 'write', file: opens, offset: null, bytes })),
    ...ending(random, opens),
  ];
}

function create(random: Random, { opens }: Surroundings): Call[] {
  const content: Call[] = random.chance(85) ? [{ call: 'write', file: opens, offset: 0, bytes: amount(random) }] : [];
  return [open(random.pick(FRESH_NAMES), 'create'), ...content, ...ending(random, opens)];
}

function replaceByRename(random: Random, { opens, names }: Surroundings): Call[] {
  const target = anyFile(random, names.files);
  const temporary = target.startsWith('d/') && random.chance(70) ? 'd/tmp' : 'tmp';
  return [
    open(temporary, random.pick(['create', 'truncate'])),
    { call: 'write', file: opens, offset: 0, bytes: amount(random) },
    ...ending(random, opens),
    { call: 'rename', path: temporary, to: target },
  ];
}

function rewriteInPlace(random: Random, { opens, names }: Surroundings): Call[] {
  const offset = random.pick([0, 0, 10, 90, 4090, 4096]);
  return [
    open(anyFile(random, names.files), 'create'),
    { call: 'write', file: opens, offset, bytes: amount(random) },
    ...ending(random, opens),
  ];
}

function truncateAndWrite(random: Random, { opens, names }: Surroundings): Call[] {
  return [
    open(anyFile(random, names.files), 'truncate'),
    ...(random.chance(80) ? [{ call: 'write', file: opens, offset: 0, bytes: amount(random) } as const] : []),
    ...ending(random, opens),
  ];
}

function resize(random: Random, { opens, names }: Surroundings): Call[] {
  return [
    open(anyFile(random, names.files), 'create'),
    { call: 'ftruncate', file: opens, bytes: random.pick([0, 40, 200, 4096, 6000]) },
    ...ending(random, opens),
  ];
}

function rename(random: Random, { names }: Surroundings): Call[] {
  return [{ call: 'rename', path: anyFile(random, names.files), to: random.pick([...FRESH_NAMES, ...names.files]) }];
}

function link(random: Random, { names }: Surroundings): Call[] {
  return [{ call: 'link', path: anyFile(random, names.files), to: random.pick(FRESH_NAMES) }];
}

function remove(random: Random, { names }: Surroundings): Call[] {
  return [{ call: 'unlink', path: anyFile(random, names.files) }];
}

function makeDirectory(random: Random): Call[] {
  return [{ call: 'mkdir', path: random.pick(['d', 'e', 'd/e']) }];
}

/** As another part of the same application does, which commits what the journal has so far. */
function syncOther(_: Random, { opens }: Surroundings): Call[] {
  return [
    open('other', 'append'),
    { call: 'write', file: opens, offset: null, bytes: 5 },
    { call: 'fsync', file: opens },
    { call: 'close', file: opens },
  ];
}

function syncDirectory(random: Random, { opens, names }: Surroundings): Call[] {
  return [
    open(random.pick(['.', '.', ...names.directories]), 'read'),
    { call: 'fsync', file: opens },
    { call: 'close', file: opens },
  ];
}

function syncOpenFile(random: Random, { opens }: Surroundings): Call[] {
  return opens === 0 ? [] : [{ call: random.pick(['fsync', 'fdatasync']), file: random.below(opens) }];
}

function closeOpenFile(random: Random, { opens }: Surroundings): Call[] {
  return opens === 0 ? [] : [{ call: 'close', file: random.below(opens) }];
}

function open(path: string, mode: OpenMode): Call {
  return { call: 'open', path, mode };
}

/** How a file that was written to is left: synced or not, closed or not. */
function ending(random: Random, file: number): Call[] {
  const sync: Call[] = random.chance(35) ? [{ call: random.pick(['fsync', 'fsync', 'fdatasync']), file }] : [];
  return random.chance(75) ? [...sync, { call: 'close', file }] : sync;
}

function amount(random: Random): number {
  return random.pick([50, 50, 100, 100, 4096, 5000, 8192]);
}

function anyFile(random: Random, files: readonly string[]): string {
  return files.length === 0 || random.chance(10) ? random.pick(FRESH_NAMES) : random.pick(files);
}
