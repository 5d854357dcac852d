// Serves a Crashworthy adapter over stdio: protocol 1, see docs/protocol.md of crashworthy. One file, Node 20 or later, nothing to install.
//
//   npx crashworthy run --stdio 'node crashworthy-host.mjs ./my-store.adapter.mjs'
//
// A store in JavaScript is judged more thoroughly without it, by naming the adapter itself. It is for stores that have to run in a program of their own, and for
// whoever writes a host file in another language and looks for one to compare with.
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const LONGEST_LINE = 16 * 1024 * 1024;
const METHODS = [
  'create',
  'patch',
  'append',
  'appendAll',
  'rewrite',
  'read',
  'list',
  'touch',
  'delete',
  'consume',
  'fork',
  'flush',
  'close',
];
/** What each method is given, beside its instance and its session. */
const GIVEN = {
  create: ['fields'],
  patch: ['fields'],
  append: ['record'],
  appendAll: ['records'],
  rewrite: ['records'],
  fork: ['at', 'as'],
};

const stores = new Map();

/** What a value on the wire stands for. */
function decode(value) {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, content] = [], second] = Object.entries(value);
  if (second === undefined && key?.startsWith('$')) {
    if (key === '$b64') return new Uint8Array(Buffer.from(content, 'base64'));
    if (key === '$number') return Number(content);
    if (key === '$object') return each(content, decode);
    throw notDone(`${key} is no escape that this host knows`);
  }
  return each(value, decode);
}

/** The other way round. What is neither JSON nor an escape is refused. */
function encode(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { $number: '-0' };
    return Number.isFinite(value) ? value : { $number: String(value) };
  }
  if (value instanceof Uint8Array) return { $b64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} cannot be told`);
  const given = Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
  const encoded = each(given, encode);
  const [key, ...others] = Object.keys(encoded);
  return others.length === 0 && key?.startsWith('$') ? { $object: encoded } : encoded;
}

function each(object, turn) {
  return Object.fromEntries(Object.entries(object).map(([key, item]) => [key, turn(item)]));
}

/** An operation that surely did not happen. */
function notDone(message, code) {
  return Object.assign(new Error(message), { definite: true, ...(code === undefined ? {} : { code }) });
}

function told(error) {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), definite: false };
  const { name, message, code, stack, definite } = error;
  return {
    name: String(name),
    message: String(message),
    definite: definite === true,
    ...(code === undefined ? {} : { code: String(code) }),
    ...(stack === undefined ? {} : { stack: String(stack) }),
  };
}

/** Synchronous and whole: what is written has left the program. */
function write(message) {
  let line = `${JSON.stringify(message)}\n`;
  if (Buffer.byteLength(line) > LONGEST_LINE)
    line = `${JSON.stringify({ id: message.id, error: told(new Error('the answer does not fit into a line')) })}\n`;
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // The pipe is full, and somebody is going to read.
      if (error.code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** What a store has shows once it is open: on a directory that goes away again. */
async function offered({ open }) {
  const dir = mkdtempSync(path.join(tmpdir(), 'crashworthy-host-'));
  const store = await open({ dir, onError: () => {} });
  const ops = METHODS.filter((method) => typeof store[method] === 'function');
  const views = Object.keys(store.views ?? {});
  await store.close?.();
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  return { ops, views };
}

async function hello({ cw }, adapter) {
  if (cw !== 1) throw notDone('this host speaks protocol 1');
  const { name, claims, package: judged } = adapter;
  return {
    cw: 1,
    name,
    ...(judged?.version === undefined ? {} : { version: judged.version }),
    language: `node ${process.versions.node}`,
    ...(await offered(adapter)),
    claims,
    features: ['concurrent'],
  };
}

async function done(request, adapter) {
  const { op, instance, session } = request;
  if (op === 'hello') return hello(request, adapter);
  if (op === 'ping' || op === 'exit') return null;
  if (op === 'open') {
    const onError = (error) => write({ event: 'onError', instance, ...told(error) });
    stores.set(instance, await adapter.open({ dir: request.dir, onError }));
    return null;
  }
  const store = stores.get(instance);
  if (op !== 'view' && !METHODS.includes(op)) throw notDone(`there is no operation ${op}`, 'CW_UNSUPPORTED');
  if (store === undefined) throw notDone(`instance ${instance} is not open`);
  if (op === 'view') return encode(await store.views[request.view](session));
  if (typeof store[op] !== 'function') throw notDone(`this store has no operation ${op}`, 'CW_UNSUPPORTED');
  if (op === 'close') stores.delete(instance);
  const given = session === undefined ? [] : [session, ...(GIVEN[op] ?? []).map((key) => decode(request[key]))];
  const returned = await store[op](...given);
  return op === 'read' || op === 'list' || op === 'consume' ? encode(returned) : null;
}

async function answer(line, adapter) {
  let id;
  try {
    const request = JSON.parse(line);
    id = request.id;
    const ok = await done(request, adapter);
    write({ id, ok });
    if (request.op === 'exit') process.exit(0);
  } catch (error) {
    write({ id: id ?? Number(/^\{(?:"cw":\d+,)?"id":(\d+)/.exec(line)?.[1]), error: told(error) });
  }
}

async function serve(file) {
  // The standard output belongs to the protocol, whoever prints.
  process.stdout.write = (...args) => process.stderr.write(...args);
  const module = await import(pathToFileURL(file).href);
  const exported = module.default?.default ?? module.default;
  const adapter = { ...exported, open: (context) => exported.open(context) };
  const unhandled = (error) => write({ event: 'unhandled', ...told(error) });
  process.on('uncaughtException', unhandled);
  process.on('unhandledRejection', unhandled);
  let parts = [];
  for await (const chunk of process.stdin) {
    let from = 0;
    for (let at = chunk.indexOf(0x0a); at !== -1; at = chunk.indexOf(0x0a, from)) {
      parts.push(chunk.subarray(from, at));
      void answer(Buffer.concat(parts).toString('utf8'), adapter);
      parts = [];
      from = at + 1;
    }
    parts.push(chunk.subarray(from));
  }
  process.exit(0);
}

await serve(process.argv[2] ?? '');
