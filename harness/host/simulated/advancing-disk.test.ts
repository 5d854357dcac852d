import { expect, test } from 'vitest';
import { Disk } from '../../disk/disk.ts';
import { SimulatedKernel } from '../../disk/simulated-kernel.ts';
import type { FsEvent } from '../../disk/trace.ts';
import type { HistoryEvent } from '../../model/history.ts';
import { changesOf } from '../change.ts';
import type { LifeReport } from '../life.ts';
import type { TraceEntry } from '../trace-entry.ts';
import { AdvancingDisk } from './advancing-disk.ts';
import { DiskReplay } from './disk-replay.ts';

const O = { wronly: 1, creat: 0o100, trunc: 0o1000 };
const NOW = 1000;

/** Two operations: one makes `/a`, 10,000 bytes; the other replaces it by `/b`. */
function lived() {
  const trace: TraceEntry[] = [];
  const start = Disk.empty(NOW);
  const recorder = { stacks: false, event: (event: FsEvent) => void trace.push(event) };
  const kernel = new SimulatedKernel({ disk: start.clone(), root: '/cw-1', recorder, nowMs: () => NOW });
  const history: HistoryEvent[] = [];
  const note = (type: HistoryEvent['type'], operation: number) => {
    history.push({ type, operation });
    trace.push({ type, operation });
  };
  const write = (name: string, bytes: Uint8Array) => {
    const fd = kernel.open(`/cw-1/${name}`, O.wronly | O.creat | O.trunc, 0o644);
    kernel.write(fd, bytes, 0, bytes.length, null);
    kernel.close(fd);
  };
  note('invoke', 0);
  write('a', new Uint8Array(10_000).fill(1));
  note('acknowledge', 0);
  note('invoke', 1);
  write('b', new Uint8Array(3).fill(2));
  kernel.rename('/cw-1/b', '/cw-1/a');
  note('acknowledge', 1);
  const report = { history } as unknown as LifeReport;
  return { start, life: { trace, changes: changesOf(trace), report } };
}

function standing(changes: number, tornBytes?: number) {
  const { start, life } = lived();
  const at = { changes, ...(tornBytes === undefined ? {} : { tornBytes }) };
  const shared = new AdvancingDisk(new DiskReplay(start, life.trace).imageAt(at), life, at);
  const advance = (to: number, torn?: number, others: FsEvent[] = []) =>
    shared.advanceTo({ changes: to, ...(torn === undefined ? {} : { tornBytes: torn }) }, { others, nowMs: NOW });
  return { shared, advance, sizeOf: (path: string) => shared.disk.readFile(path)?.length };
}

test('it goes from change to change, also into a write and on from there', () => {
  const { shared, advance, sizeOf } = standing(0);
  expect([sizeOf('/a'), shared.history]).toEqual([undefined, 1]);
  advance(1);
  expect(sizeOf('/a')).toBe(0);
  advance(1, 4096);
  expect(sizeOf('/a')).toBe(4096);
  advance(1, 8192);
  expect(sizeOf('/a')).toBe(8192);
  advance(2);
  expect([sizeOf('/a'), shared.history, shared.isAtEnd]).toEqual([10_000, 3, false]);
  advance(5);
  expect([sizeOf('/a'), shared.history, shared.isAtEnd]).toEqual([3, 4, true]);
});

test('it may begin in the midst of a write', () => {
  const { advance, sizeOf } = standing(1, 4096);
  expect(sizeOf('/a')).toBe(4096);
  advance(2);
  expect(sizeOf('/a')).toBe(10_000);
});

test('the end of an operation is where the next one has been invoked, or the end of all', () => {
  expect(standing(0).shared.endOfOperation).toEqual({ changes: 2 });
  expect(standing(2).shared.endOfOperation).toEqual({ changes: 5 });
});

test('every change has a time of its own', () => {
  const { shared, advance } = standing(0);
  advance(2);
  const first = shared.disk.inode(shared.disk.find('/a'))?.mtimeMs ?? 0;
  advance(5);
  expect(shared.disk.inode(shared.disk.find('/a'))?.mtimeMs).toBeGreaterThan(first);
});

test('a file of the other process gets none of the inode numbers that are to come', () => {
  const { shared, advance, sizeOf } = standing(2);
  const kernel = new SimulatedKernel({ disk: shared.disk, root: '/cw-2', nowMs: () => NOW });
  kernel.close(kernel.open('/cw-2/mine', O.wronly | O.creat, 0o644));
  advance(5);
  expect([sizeOf('/mine'), sizeOf('/a')]).toEqual([0, 3]);
});

test('an open descriptor keeps the file that a rename replaces', () => {
  const { shared, advance } = standing(2);
  const kernel = new SimulatedKernel({ disk: shared.disk, root: '/cw-2', nowMs: () => NOW });
  const fd = kernel.open('/cw-2/a', 0, 0);
  advance(5);
  expect(kernel.read(fd, new Uint8Array(20_000), 0, 20_000, 0)).toBe(10_000);
});

test('changes of the other process that stand in the way stop it for good', () => {
  const { shared, advance, sizeOf } = standing(2);
  const event: FsEvent = { type: 'fs', primitive: 'unlink', api: 'test', path: '/b', effects: [{ op: 'dirent', changes: [] }] };
  advance(5, undefined, [event]);
  expect([shared.disturbed, sizeOf('/a'), shared.point]).toEqual([true, 10_000, { changes: 2 }]);
  advance(5);
  expect(shared.point).toEqual({ changes: 2 });
});
