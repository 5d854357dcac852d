import fs, { constants } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Errno } from '../../disk/kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { CrashPoint } from '../../verdict/counterexample.ts';
import { KillSwitchKernel } from './kill-switch-kernel.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'kill-switch-'));
  fs.writeFileSync(`${root}/file`, 'content');
  fs.writeFileSync(`${root}/empty`, '');
  fs.mkdirSync(`${root}/full/inside`, { recursive: true });
  fs.symlinkSync('file', `${root}/link`);
  fs.symlinkSync('nowhere', `${root}/dangling`);
  fs.linkSync(`${root}/file`, `${root}/twin`);
});

afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

class Reached extends Error {}

function kernelWith(crash?: CrashPoint): { kernel: KillSwitchKernel; changes: FsEvent[] } {
  const changes: FsEvent[] = [];
  const kernel = new KillSwitchKernel(fs, {
    root,
    api: () => 'fs.call',
    stack: () => undefined,
    onChange: (event) => void changes.push(event),
    crash,
    onCrashPoint: () => {
      throw new Reached();
    },
  });
  return { kernel, changes };
}

const open = (name: string, flags: number) => (kernel: KillSwitchKernel) => void kernel.open(`${root}/${name}`, flags, 0o644);
const onOpen =
  (name: string, flags: number, call: (kernel: KillSwitchKernel, fd: number) => void) => (kernel: KillSwitchKernel) =>
    call(kernel, kernel.open(`${root}/${name}`, flags, 0o644));
const bytes = Buffer.from('bytes');

test.each<[what: string, call: (kernel: KillSwitchKernel) => void, changes: number]>([
  ['open to read', open('file', O_RDONLY), 0],
  ['open that creates', open('new', O_WRONLY | O_CREAT), 1],
  ['open that finds', open('file', O_WRONLY | O_CREAT), 0],
  ['open that empties', open('file', O_WRONLY | O_CREAT | O_TRUNC), 1],
  ['open that empties through a link', open('link', O_WRONLY | O_TRUNC), 1],
  ['open that empties what is empty', open('empty', O_WRONLY | O_TRUNC), 0],
  ['exclusive open of what is there', open('file', O_WRONLY | O_CREAT | O_EXCL), 0],
  ['open that creates through a link', open('dangling', O_WRONLY | O_CREAT), 1],
  ['exclusive open of a link to nowhere', open('dangling', O_WRONLY | O_CREAT | O_EXCL), 0],
  ['open in a directory that is missing', open('none/new', O_WRONLY | O_CREAT), 0],
  ['open of a directory to write', open('full', O_WRONLY | O_CREAT), 0],
  ['write', onOpen('file', O_RDWR, (kernel, fd) => kernel.write(fd, bytes, 0, 5, 0)), 1],
  ['write of nothing', onOpen('file', O_RDWR, (kernel, fd) => kernel.write(fd, bytes, 0, 0, 0)), 0],
  ['write to what was opened to read', onOpen('file', O_RDONLY, (kernel, fd) => kernel.write(fd, bytes, 0, 5, 0)), 0],
  ['writev', onOpen('file', O_RDWR, (kernel, fd) => kernel.writev(fd, [bytes, bytes], null)), 1],
  ['truncation', onOpen('file', O_RDWR, (kernel, fd) => kernel.ftruncate(fd, 3)), 1],
  ['truncation to the same size', onOpen('file', O_RDWR, (kernel, fd) => kernel.ftruncate(fd, 7)), 0],
  ['fsync', onOpen('file', O_RDWR, (kernel, fd) => kernel.fsync(fd)), 0],
  ['chmod', (kernel) => kernel.chmod(`${root}/file`, 0o600), 0],
  ['mkdir', (kernel) => kernel.mkdir(`${root}/new`, 0o755), 1],
  ['mkdir of what is there', (kernel) => kernel.mkdir(`${root}/file`, 0o755), 0],
  ['rmdir', (kernel) => kernel.rmdir(`${root}/full/inside`), 1],
  ['rmdir of what is not empty', (kernel) => kernel.rmdir(`${root}/full`), 0],
  ['unlink', (kernel) => kernel.unlink(`${root}/dangling`), 1],
  ['unlink of what is missing', (kernel) => kernel.unlink(`${root}/none`), 0],
  ['unlink of a directory', (kernel) => kernel.unlink(`${root}/full`), 0],
  ['rename', (kernel) => kernel.rename(`${root}/file`, `${root}/new`), 1],
  ['rename over a file', (kernel) => kernel.rename(`${root}/file`, `${root}/empty`), 1],
  ['rename over itself by another name', (kernel) => kernel.rename(`${root}/file`, `${root}/twin`), 0],
  ['rename over a directory', (kernel) => kernel.rename(`${root}/file`, `${root}/full`), 0],
  ['rename of a directory into itself', (kernel) => kernel.rename(`${root}/full`, `${root}/full/inside/new`), 0],
  ['rename of what is missing', (kernel) => kernel.rename(`${root}/none`, `${root}/new`), 0],
  ['link', (kernel) => kernel.link(`${root}/file`, `${root}/new`), 1],
  ['link to what is there', (kernel) => kernel.link(`${root}/file`, `${root}/empty`), 0],
  ['symlink', (kernel) => kernel.symlink('file', `${root}/new`), 1],
])('%s is foreseen', (_, call, expected) => {
  const stopping = kernelWith({ changes: 0 });
  if (expected === 1) expect(() => call(stopping.kernel)).toThrow(Reached);
  else attempt(() => call(stopping.kernel));
  const { kernel, changes } = kernelWith();
  attempt(() => call(kernel));
  expect(changes).toHaveLength(expected);
});

function attempt(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

test('stops in front of the change after as many as it was told', () => {
  const { kernel, changes } = kernelWith({ changes: 2 });
  kernel.mkdir(`${root}/one`, 0o755);
  kernel.readdir(root);
  kernel.mkdir(`${root}/two`, 0o755);
  expect(() => kernel.mkdir(`${root}/two`, 0o755)).toThrow(Errno);
  expect(() => kernel.mkdir(`${root}/three`, 0o755)).toThrow(Reached);
  expect(fs.existsSync(`${root}/three`)).toBe(false);
  expect(changes.map(({ path: at }) => at)).toEqual(['/one', '/two']);
});

test.each<[what: string, flags: number, position: number | null, expected: string]>([
  ['at a position', O_RDWR, 2, 'cobyent'],
  ['where the descriptor is', O_RDWR, null, 'byntent'],
  ['at the end', O_RDWR | O_APPEND, null, 'contentby'],
])('a write that is torn %s leaves its first bytes', (_, flags, position, expected) => {
  const { kernel } = kernelWith({ changes: 0, tornBytes: 2 });
  const fd = kernel.open(`${root}/file`, flags, 0o644);
  expect(() => kernel.write(fd, bytes, 0, 5, position)).toThrow(Reached);
  expect(fs.readFileSync(`${root}/file`, 'utf8')).toBe(expected);
});

test('a torn writev crosses from one buffer to the next', () => {
  const { kernel } = kernelWith({ changes: 0, tornBytes: 3 });
  const fd = kernel.open(`${root}/file`, O_RDWR, 0o644);
  expect(() => kernel.writev(fd, [Buffer.from('ab'), Buffer.from('cd')], 0)).toThrow(Reached);
  expect(fs.readFileSync(`${root}/file`, 'utf8')).toBe('abctent');
});

test('events say where a write went, also where the call did not', () => {
  const { kernel, changes } = kernelWith();
  const fd = kernel.open(`${root}/file`, O_RDWR, 0o644);
  kernel.read(fd, Buffer.alloc(3), 0, 3, null);
  kernel.write(fd, bytes, 0, 5, null);
  kernel.write(fd, bytes, 0, 5, 1);
  kernel.write(fd, bytes, 1, 2, null);
  const appending = kernel.open(`${root}/file`, O_WRONLY | O_APPEND, 0o644);
  kernel.write(appending, bytes, 0, 5, null);
  expect(changes.map(({ offset, length }) => [offset, length])).toEqual([
    [3, 5],
    [1, 5],
    [8, 2],
    [10, 5],
  ]);
});
