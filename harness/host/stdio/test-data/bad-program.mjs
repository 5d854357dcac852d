// A program over stdio with a store in memory and one thing wrong with it: `node bad-program.mjs MODE [FILE]`. Without a mode it is a good one.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import readline from 'node:readline';

const [mode = 'good', file = ''] = process.argv.slice(2);
const instances = new Map();
const HELLO = { cw: 1, name: 'bad-program', ops: ['append', 'read'], claims: { survives: 'nothing' }, later: 'ignored' };
const hellos = {
  'version-2': { ...HELLO, cw: 2 },
  nameless: { ...HELLO, name: undefined },
  unreadable: { ...HELLO, ops: ['append'] },
  concurrent: { ...HELLO, features: ['concurrent', 'of-a-later-version'] },
};

const write = (text) => {
  for (let bytes = Buffer.from(text), at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};
const answer = (id, ok = null) => write(`${JSON.stringify({ id, ok })}\n`);
const loop = () => {
  for (;;);
};

if (mode === 'exits-at-once') {
  process.stderr.write('Traceback: no module named `database`\n');
  process.exit(3);
}
if (mode === 'killed-at-once') process.kill(process.pid, 'SIGKILL');
if (mode === 'half-a-hello') {
  write('{"id":0,"ok":{"cw":1');
  process.exit(0);
}
if (mode === 'prints-first') write('Welcome to my store!\n');
if (mode === 'loops-before-hello') loop();

/** What goes wrong with the first append. */
const appends = {
  noise: () => write('Saved\n'),
  'no-utf-8': () => writeSync(1, Buffer.from([0x7b, 0xff, 0x7d, 0x0a])),
  'no-object': () => write('[1]\n'),
  'other-id': () => answer(999),
  'text-id': () => write('{"id":"1","ok":null}\n'),
  'neither-ok-nor-error': () => write('{"id":2}\n'),
  'half-a-line': () => {
    write('{"id":2,"ok":nu');
    process.exit(0);
  },
  'endless-line': () => {
    for (;;) write('x'.repeat(1 << 20));
  },
  killed: () => process.kill(process.pid, 'SIGKILL'),
  exits: () => {
    process.stderr.write('database is corrupt\n');
    process.exit(4);
  },
  loops: loop,
  chdir: () => process.chdir('/'),
  background: () => write('{"event":"unhandled","name":"KeyError","message":"in a thread"}\n'),
  tells: () => write('{"event":"onError","instance":"a","session":"s","message":"late"}\n{"event":"of-a-later-version"}\n'),
};

const lates = {
  'late-noise': () => write('Cache is full\n'),
  'late-exit': () => process.exit(7),
  'late-loop': loop,
};

const waiting = [];
let asked = 0;
const sessionOf = (session) => (mode === 'one-session' ? 'one' : session);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { id, op, dir, record, ...request } = JSON.parse(line);
  const session = sessionOf(request.session);
  if (!instances.has(request.instance)) instances.set(request.instance, new Map());
  const sessions = instances.get(request.instance);
  // More than one life takes before anything races.
  if (mode.startsWith('late-') && ++asked > 60) lates[mode]();
  if (op === 'hello') {
    if (mode === 'never-says-hello') continue;
    if (mode === 'refuses-hello') write('{"id":0,"error":{"message":"not today"}}\n');
    else answer(id, hellos[mode] ?? HELLO);
  } else if (op === 'open') {
    // A child that writes on, and holds our output open.
    if (mode === 'forks') spawn('sh', ['-c', `while :; do echo x >> '${file}'; done`], { stdio: 'inherit', detached: true });
    if (mode === 'forks') writeSync(2, `${dir}\n`);
    answer(id);
  } else if (op === 'append') {
    if (mode === 'sleeps') continue;
    appends[mode]?.();
    sessions.set(session, [...(sessions.get(session) ?? []), record]);
    if (mode === 'fails')
      write(`{"id":${id},"error":{"name":"OSError","code":"ENOSPC","message":"full","definite":true,"stack":"at x"}}\n`);
    else answer(id);
    if (mode === 'twice') answer(id);
  } else if (op === 'read') {
    if (mode === 'concurrent') {
      waiting.push([id, session]);
      // The last one first.
      if (waiting.length === 2) for (const [one, of] of waiting.splice(0).reverse()) answer(one, { records: [of] });
    } else if (mode === 'unknown-escape') answer(id, { $later: 1 });
    else answer(id, sessions.has(session) ? { records: sessions.get(session) } : null);
  } else if (op === 'exit') {
    answer(id);
    if (mode === 'stays') setInterval(() => {}, 1e6);
    else process.exit(0);
  } else if (op === 'ping' || mode === 'acknowledges-all') answer(id);
  else write(`{"id":${id},"error":{"code":"CW_UNSUPPORTED","message":"no ${op}","definite":true}}\n`);
}
