import fc from 'fast-check';

/** Synchronous, by callback, by promise; for open files the last one means the methods of a `FileHandle`. */
export type CallStyle = 'sync' | 'callback' | 'promise';

/** What to write, as data; made anew for each run. */
export interface Payload {
  kind: 'string' | 'bytes' | 'words' | 'empty' | 'large' | 'iterable' | 'async-iterable' | 'stream' | 'nothing';
  seed: number;
}

type Options = Record<string, unknown> | string | null;

/** One call of `node:fs` as data. Paths are relative to a base directory, open files are counted by the opens that succeeded. */
export type ApiCall =
  | { call: 'path'; name: string; style: CallStyle; path: string; args: unknown[] }
  | { call: 'paths'; name: string; style: CallStyle; path: string; to: string; args: unknown[] }
  | { call: 'symlink'; style: CallStyle; target: string; path: string }
  | { call: 'write-file'; name: 'writeFile' | 'appendFile'; style: CallStyle; path: string; data: Payload; options: Options }
  | { call: 'open'; style: CallStyle; path: string; args: unknown[] }
  | { call: 'file'; name: string; style: CallStyle; slot: number; args: unknown[] }
  | { call: 'file-write'; name: 'writeFile' | 'appendFile'; style: CallStyle; slot: number; data: Payload; options: Options }
  | {
      call: 'transfer';
      name: 'read' | 'write' | 'readv' | 'writev';
      style: CallStyle;
      slot: number;
      form: number;
      length: number;
      position: unknown;
    }
  | { call: 'read-stream'; path: string | number; options: Options }
  | { call: 'write-stream'; path: string | number; data: Payload[]; options: Options };

const style = fc.constantFrom<CallStyle>('sync', 'callback', 'promise');
const path = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom('a', 'b', 'd', 'd/a', 'd/b', 'd/e', 'd/e/a', 'l', 'l/a', 'm', 'n', 'x', 'x/y', 'x/y/z'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('', '.', 'a/', 'd/', 'd/../a', 'x/../a', 'a/b', 'd//a', 'l/../b', 'm/', 'n/', 'd/e/.'),
  },
  { weight: 1, arbitrary: fc.constantFrom('nul\0', `long${'g'.repeat(300)}`) },
);
const seed = fc.integer({ min: 0, max: 200 });
const payload = fc.oneof(
  { weight: 10, arbitrary: fc.record<Payload>({ kind: fc.constantFrom('string', 'bytes', 'words', 'empty'), seed }) },
  { weight: 4, arbitrary: fc.record<Payload>({ kind: fc.constantFrom('iterable', 'async-iterable', 'stream'), seed }) },
  { weight: 1, arbitrary: fc.record<Payload>({ kind: fc.constantFrom('large', 'nothing'), seed }) },
);
const plainPayload = fc.record<Payload>({ kind: fc.constantFrom('string', 'bytes', 'empty', 'large'), seed });
const flags = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<unknown>('r', 'r+', 'w', 'w+', 'wx', 'a', 'a+', 'ax', 'ax+', 'rs+', 'wx+') },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('zz', null, 0, 1, 2, 0o102, 0o200000, 0o2000 | 0o102, 1.5) },
);
const mode = fc.constantFrom<unknown>(0o600, 0o644, 0o777, 0o755, '640', undefined, '8', -1);
const encoding = fc.constantFrom<string>('utf8', 'hex', 'latin1', 'base64', 'buffer', 'utf-8', 'bogus');
const bool = fc.boolean();
const length = fc.constantFrom<unknown>(0, 1, 3, 100, 5000, -1, undefined, 1.5);

const writeOptions: fc.Arbitrary<Options> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: encoding },
  { weight: 3, arbitrary: fc.record({ flag: flags }) },
  { weight: 2, arbitrary: fc.record({ mode, flush: fc.constantFrom<unknown>(true, false, null) }) },
  { weight: 1, arbitrary: fc.record({ encoding, flag: flags, signal: fc.constantFrom('aborted', 'live') }) },
);
const readOptions: fc.Arbitrary<Options> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: encoding },
  { weight: 2, arbitrary: fc.record({ encoding, flag: flags }) },
  { weight: 1, arbitrary: fc.record({ signal: fc.constantFrom('aborted', 'live') }) },
);
const directoryOptions = fc.oneof(
  fc.record({ withFileTypes: bool, encoding: fc.constantFrom('utf8', 'buffer', 'latin1') }, { requiredKeys: [] }),
  fc.record({ withFileTypes: bool, recursive: bool }),
);
const removeOptions = fc.oneof(fc.constant(undefined), fc.record({ recursive: bool, force: bool }, { requiredKeys: [] }));
const copyOptions = fc.oneof(
  fc.constant(undefined),
  fc.record(
    {
      recursive: fc.constant(true),
      force: bool,
      errorOnExist: bool,
      dereference: bool,
      verbatimSymlinks: bool,
      preserveTimestamps: bool,
      filter: bool,
      mode: fc.constantFrom(0, 1),
    },
    { requiredKeys: ['recursive'] },
  ),
);
const statOptions = fc.constantFrom<unknown>(undefined, { bigint: true }, { throwIfNoEntry: false }, { bigint: false });
const seconds = fc.constantFrom<unknown>(0, 1, 1_234_567_890.5, '1000000', new Date(1_500_000_000_123), -1, 'noon');

/** A call of `name` on one path, with further arguments that may be left out. */
function onPath(name: string, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<ApiCall> {
  return fc.record({ call: fc.constant('path' as const), name: fc.constant(name), style, path, args: fc.tuple(...args) });
}

function onPaths(name: string, styles: fc.Arbitrary<CallStyle>, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<ApiCall> {
  return fc.record({
    call: fc.constant('paths' as const),
    name: fc.constant(name),
    style: styles,
    path,
    to: path,
    args: fc.tuple(...args),
  });
}

const slot = fc.nat(3);

function onFile(name: string, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<ApiCall> {
  return fc.record({ call: fc.constant('file' as const), name: fc.constant(name), style, slot, args: fc.tuple(...args) });
}

const names: fc.Arbitrary<ApiCall>[] = [
  onPath('stat', statOptions),
  onPath('lstat', statOptions),
  onPath('access', fc.constantFrom<unknown>(undefined, 0, 2, 4, 99)),
  onPath('exists'),
  onPath('unlink'),
  onPath('readlink', fc.constantFrom<unknown>(undefined, 'buffer', 'hex')),
  onPath('realpath', fc.constantFrom<unknown>(undefined, 'buffer')),
  onPath('realpath.native', fc.constantFrom<unknown>(undefined, 'buffer')),
  onPath('chmod', mode),
  onPath('chown', fc.constantFrom(-1, 0), fc.constantFrom(-1, 0)),
  onPath('lchown', fc.constantFrom(-1, 0), fc.constantFrom(-1, 0)),
  onPath('utimes', seconds, seconds),
  onPath('lutimes', seconds, seconds),
  onPath('statfs', fc.constantFrom<unknown>(undefined, { bigint: true })),
  onPaths('rename', style),
  onPaths('link', style),
  fc.record({
    call: fc.constant('symlink' as const),
    style,
    target: fc.constantFrom('a', 'd', 'd/e', 'missing', '../a', 'l', ''),
    path,
  }),
];

const directories: fc.Arbitrary<ApiCall>[] = [
  onPath(
    'mkdir',
    fc.oneof(
      fc.constant(undefined),
      mode,
      fc.record({ recursive: fc.constantFrom<unknown>(true, false, 1), mode }, { requiredKeys: [] }),
    ),
  ),
  onPath('mkdir', fc.constant({ recursive: true })),
  onPath('mkdtemp', fc.constantFrom<unknown>(undefined, 'buffer')),
  onPath('readdir', directoryOptions),
  onPath('opendir', fc.constantFrom<unknown>(undefined, { recursive: true }, { bufferSize: 1 }, { bufferSize: 32 })),
  onPath(
    'rmdir',
    fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constant({ recursive: true }) }),
  ),
  onPath('rm', removeOptions),
];

/** Since Node 22 `cpSync` is a program of its own in C++, with other messages. The facade does in all versions what Node 20 does. */
const copyStyle = Number.parseInt(process.versions.node, 10) < 22 ? style : fc.constantFrom<CallStyle>('callback', 'promise');

const wholeFiles: fc.Arbitrary<ApiCall>[] = [
  onPath('readFile', readOptions),
  onPath('truncate', length),
  onPaths('copyFile', style, fc.constantFrom<unknown>(undefined, 0, 1, 2, 9)),
  onPaths('cp', copyStyle, copyOptions),
  fc.record({
    call: fc.constant('write-file' as const),
    name: fc.constantFrom('writeFile' as const, 'appendFile' as const),
    style,
    path,
    data: payload,
    options: writeOptions,
  }),
];

const openFiles: fc.Arbitrary<ApiCall>[] = [
  onFile('close'),
  onFile('ftruncate', length),
  onFile('fstat', statOptions),
  onFile('fsync'),
  onFile('fdatasync'),
  onFile('fchmod', mode),
  onFile('futimes', seconds, seconds),
  onFile('readFile', readOptions),
  fc.record({
    call: fc.constant('file-write' as const),
    name: fc.constantFrom('writeFile' as const, 'appendFile' as const),
    style,
    slot,
    data: payload,
    options: writeOptions,
  }),
];

const transfer: fc.Arbitrary<ApiCall> = fc.record({
  call: fc.constant('transfer' as const),
  name: fc.constantFrom('read' as const, 'write' as const, 'readv' as const, 'writev' as const),
  style,
  slot,
  form: fc.nat(5),
  length: fc.nat(40),
  position: fc.constantFrom<unknown>(null, undefined, 0, 3, 10, -1),
});

const streams: fc.Arbitrary<ApiCall>[] = [
  fc.record({
    call: fc.constant('read-stream' as const),
    path: fc.oneof(path, slot),
    options: fc.oneof(
      fc.constant(null),
      fc.record(
        {
          start: fc.nat(5),
          end: fc.integer({ min: 5, max: 20 }),
          highWaterMark: fc.constantFrom(1, 7, 100),
          encoding: fc.constantFrom('utf8', 'hex'),
          flags,
        },
        { requiredKeys: [] },
      ),
    ),
  }),
  fc.record({
    call: fc.constant('write-stream' as const),
    path: fc.oneof(path, slot),
    data: fc.array(plainPayload, { maxLength: 3 }),
    options: fc.oneof(
      fc.constant(null),
      fc.record({ flags, start: fc.nat(5), flush: bool, mode: fc.constantFrom(0o600, 0o644) }, { requiredKeys: [] }),
    ),
  }),
];

const open: fc.Arbitrary<ApiCall> = fc.record({ call: fc.constant('open' as const), style, path, args: fc.tuple(flags, mode) });

/** Sequences of 5 to 15 calls over a name space so small that they meet. */
export const apiCalls: fc.Arbitrary<ApiCall[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.oneof(...names) },
    { weight: 4, arbitrary: fc.oneof(...directories) },
    { weight: 4, arbitrary: fc.oneof(...wholeFiles) },
    { weight: 4, arbitrary: open },
    { weight: 4, arbitrary: fc.oneof(...openFiles) },
    { weight: 4, arbitrary: transfer },
    { weight: 1, arbitrary: fc.oneof(...streams) },
  ),
  { minLength: 5, maxLength: 15, size: 'max' },
);
