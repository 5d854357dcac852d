import { execFileSync } from 'node:child_process';
import fs, { constants } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Conditions } from './conditions.ts';
import { Disk } from './disk.ts';
import { Errno, type Kernel } from './kernel.ts';
import { SimulatedKernel } from './simulated-kernel.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };
const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;

type Call = readonly [name: 'open' | keyof Kernel, ...args: readonly (string | number)[]];

/** What root makes; owner 0 is root, 1 is nobody. */
const TREE: readonly (readonly [path: string, kind: 'directory' | 'file', mode: number, owner: 0 | 1])[] = [
  ['fixed', 'directory', 0o555, 1],
  ['fixed/open', 'file', 0o644, 1],
  ['fixed/shut', 'file', 0o444, 1],
  ['fixed/inner', 'directory', 0o755, 1],
  ['own', 'directory', 0o755, 1],
  ['own/secret', 'file', 0o600, 0],
  ['own/public', 'file', 0o644, 0],
  ['own/blind', 'file', 0o200, 1],
  ['own/mine', 'file', 0o600, 1],
  ['own/folder', 'directory', 0o755, 0],
  ['closed', 'directory', 0o700, 0],
  ['closed/inside', 'file', 0o644, 0],
  ['sticky', 'directory', 0o1777, 0],
  ['sticky/other', 'file', 0o666, 0],
];

const CALLS: readonly Call[] = [
  ...(['fixed/open', 'fixed/shut', 'own/secret', 'own/public', 'own/blind', 'closed/inside', 'sticky/other'] as const).flatMap(
    (file): Call[] => [
      ['open', file, O_RDONLY, 0],
      ['open', file, O_WRONLY, 0],
      ['open', file, O_RDWR, 0],
      ['open', file, O_RDONLY | O_TRUNC, 0],
      ['open', file, O_WRONLY | O_CREAT | O_EXCL, 0o600],
      ['access', file, constants.R_OK],
      ['access', file, constants.W_OK],
      ['access', file, constants.X_OK],
      ['stat', file],
      ['chmod', file, 0o640],
      ['utimes', file, 1, 2],
      ['chown', file, NOBODY.uid, NOBODY.gid],
      ['chown', file, 0, 0],
    ],
  ),
  ['open', 'fixed/new', O_WRONLY | O_CREAT, 0o600],
  ['mkdir', 'fixed/new', 0o755],
  ['mkdir', 'fixed/inner', 0o755],
  ['symlink', 'open', 'fixed/new'],
  ['link', 'own/mine', 'fixed/new'],
  ['unlink', 'fixed/open'],
  ['unlink', 'fixed/none'],
  ['unlink', 'fixed/inner'],
  ['rmdir', 'fixed/inner'],
  ['rmdir', 'fixed/open'],
  ['rename', 'fixed/open', 'own/moved'],
  ['rename', 'own/mine', 'fixed/open'],
  ['rename', 'own/none', 'fixed/open'],
  ['rename', 'fixed/open', 'fixed/open'],
  ['rename', 'own/folder', 'sticky/folder'],
  ['readdir', 'closed'],
  ['readdir', 'fixed'],
  ['readdir', 'closed/inside'],
  ['stat', 'closed/..'],
  ['stat', 'closed/none'],
  ['unlink', 'sticky/other'],
  ['rename', 'own/mine', 'sticky/other'],
  ['rename', 'own/mine', 'sticky/mine'],
  ['unlink', 'sticky/mine'],
  ['unlink', 'own/secret'],
  ['access', 'own', constants.W_OK],
  ['access', 'fixed', constants.W_OK],
];

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('somebody who is not root', () => {
  let real: string;
  beforeEach(() => {
    real = fs.mkdtempSync(path.join(os.tmpdir(), 'conditions-'));
    fs.chmodSync(real, 0o755);
  });
  afterEach(() => fs.rmSync(real, { recursive: true, force: true }));

  test('is stopped by mode bits as on a real disk', () => {
    for (const [name, kind, mode, owner] of TREE) {
      const at = path.join(real, name);
      if (kind === 'directory') fs.mkdirSync(at);
      else fs.writeFileSync(at, 'x');
      fs.chmodSync(at, mode);
      if (owner === 1) fs.chownSync(at, NOBODY.uid, NOBODY.gid);
    }
    const options = { ...NOBODY, env: {}, cwd: '/', input: JSON.stringify({ root: real, calls: CALLS }) };
    const told: string[] = JSON.parse(execFileSync(process.execPath, ['-e', AS_NOBODY], options).toString());
    const kernel = kernelOf({ user: NOBODY });
    expect(CALLS.map((call) => `${call.join(' ')}: ${resultOf(kernel, call)}`)).toEqual(
      CALLS.map((call, index) => `${call.join(' ')}: ${told[index]}`),
    );
  });
});

test('nothing new gets what the umask takes, and whoever makes it owns it', () => {
  const kernel = kernelOf({ user: NOBODY, umask: 0o077 });
  kernel.close(kernel.open('/cw-1/own/new', O_WRONLY | O_CREAT, 0o666));
  expect(kernel.stat('/cw-1/own/new')).toMatchObject({ mode: 0o600, ...NOBODY });
  kernel.setUmask(0o002);
  kernel.mkdir('/cw-1/own/later', 0o777);
  expect(kernel.stat('/cw-1/own/later').mode).toBe(0o775);
});

test('no rename and no link leads to another file system, and names fold where they do', () => {
  const apart = kernelOf({ apart: ['sticky'] });
  expect(resultOf(apart, ['rename', 'own/none', 'sticky/x'])).toBe('EXDEV');
  expect(resultOf(apart, ['rename', 'own/mine', 'sticky/x'])).toBe('EXDEV');
  expect(resultOf(apart, ['link', 'sticky/other', 'own/x'])).toBe('EXDEV');
  expect(resultOf(apart, ['rename', 'own/mine', 'fixed/mine'])).toBe('ok');
  const folding = kernelOf({ foldsNames: true });
  expect(resultOf(folding, ['open', 'OWN/Mine', O_WRONLY | O_CREAT | O_EXCL, 0o600])).toBe('EEXIST');
  expect(resultOf(folding, ['rename', 'own/public', 'Own/MINE'])).toBe('ok');
  expect(folding.readdir('/cw-1/own').map(({ name }) => name)).toEqual(['blind', 'folder', 'mine', 'secret']);
  expect(folding.realpath('/cw-1/Own/Blind')).toBe('/cw-1/own/blind');
});

/** On a disk with the tree. */
function kernelOf(conditions: Conditions): SimulatedKernel {
  const disk = Disk.empty(0);
  const root = new SimulatedKernel({ disk, root: '/cw-1', nowMs: () => 0 });
  for (const [name, kind, mode, owner] of TREE) {
    const at = `/cw-1/${name}`;
    if (kind === 'directory') root.mkdir(at, mode);
    else root.close(root.open(at, O_WRONLY | O_CREAT, mode));
    root.chmod(at, mode);
    const uid = owner === 0 ? 0 : NOBODY.uid;
    root.chown(at, uid, uid);
  }
  return new SimulatedKernel({ disk, root: '/cw-1', nowMs: () => 0, conditions });
}

function resultOf(kernel: SimulatedKernel, [name, ...args]: Call): string {
  const at = (argument: string | number, index: number) =>
    typeof argument === 'string' && !(name === 'symlink' && index === 0) ? `/cw-1/${argument}` : argument;
  try {
    const call = kernel[name] as unknown as (...given: readonly (string | number)[]) => unknown;
    const result = call.apply(kernel, args.map(at));
    if (name === 'open') kernel.close(result as number);
    return 'ok';
  } catch (error) {
    if (error instanceof Errno) return error.code;
    throw error;
  }
}

const AS_NOBODY = `
  const fs = require('node:fs');
  const { root, calls } = JSON.parse(fs.readFileSync(0, 'utf8'));
  const results = calls.map(([name, ...args]) => {
    const at = (argument, index) => typeof argument === 'string' && !(name === 'symlink' && index === 0) ? root + '/' + argument : argument;
    try {
      const result = fs[name + 'Sync'](...args.map(at));
      if (name === 'open') fs.closeSync(result);
      return 'ok';
    } catch (error) {
      return error.code;
    }
  });
  process.stdout.write(JSON.stringify(results));
`;
