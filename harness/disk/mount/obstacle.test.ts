import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { lackingMount } from './lacking-mount.ts';

/** What is found, and the reason that is given, where something is missing. Each runs in a mount namespace in which it is. */

const MODULE = fileURLToPath(new URL('../../../dist/harness/disk/mount/mounted-place.js', import.meta.url));
const DISK = fileURLToPath(new URL('../../../dist/harness/disk/disk.js', import.meta.url));

const PROGRAM = `
import { spawnSync } from 'node:child_process';
import { MountedPlace } from ${JSON.stringify(MODULE)};
import { Disk } from ${JSON.stringify(DISK)};
try {
  const place = await MountedPlace.start();
  const image = await place.present({ snapshot: Disk.empty(0).snapshot() });
  const [file, args] = place.inside('sh', ['-c', 'echo hello > a; cat a'], { cwd: image.directory });
  const { spawn } = await import('node:child_process');
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) said += chunk;
  await place.dispose();
  console.log(JSON.stringify({ said }));
} catch (error) {
  console.log(JSON.stringify({ reason: error.reason, message: error.message }));
}
`;

/** The program as it ends in a namespace that a script has prepared; the script ends with what runs `"$@"`. */
async function runAfter(
  prepare: string,
  { wrap = ['unshare', '-m'] } = {},
): Promise<{ said?: string; reason?: string; message?: string }> {
  const args = [...wrap, 'sh', '-e', '-c', prepare, 'sh', process.execPath, '--input-type=module', '-e', PROGRAM];
  const child = spawn(args[0] ?? '', args.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  let [output, said] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  await new Promise((resolve) => child.on('close', resolve));
  if (output === '') throw new Error(`it did not run: ${said}`);
  return JSON.parse(output);
}

/** As anybody, whom the script lets read the program. */
const AS_NOBODY = 'exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"';
/** In place of `/dev`, one with a few devices. */
const FEW_DEVICES = `
dir=/mnt
mount -t tmpfs -o mode=755 none "$dir"
for name in null zero random urandom; do touch "$dir/$name"; mount --bind "/dev/$name" "$dir/$name"; done
mount --rbind "$dir" /dev
`;
const DEVICE_OF_MODE = (mode: string) => `${FEW_DEVICES}
mknod /dev/fuse c 10 229
chmod ${mode} /dev/fuse
`;

/** Why somebody who is not root cannot run the program, which may be where only root looks. */
function lackingUser(): string | undefined {
  const look = '"$1" -e "" && cat "$2" > /dev/null';
  const user = ['--reuid', '65534', '--regid', '65534', '--clear-groups'];
  const { status } = spawnSync('setpriv', [...user, 'sh', '-c', look, 'sh', process.execPath, MODULE], { cwd: '/' });
  return status === 0 ? undefined : 'somebody who is not root cannot run this here';
}

const lacking = (await lackingMount()) ?? (process.getuid?.() === 0 ? undefined : 'this needs root, to take things away');
const lackingNobody = lacking ?? lackingUser();
const title = (what: string) => `${what}${lacking === undefined ? '' : `, skipped: ${lacking}`}`;

describe.skipIf(lacking !== undefined)(title('where something is missing'), () => {
  test('nothing is missing', async () => {
    expect(await runAfter('exec "$@"')).toEqual({ said: 'hello\n' });
  });

  test('the device', async () => {
    expect(await runAfter(`${FEW_DEVICES} exec "$@"`)).toMatchObject({
      reason: 'no-device',
      message: expect.stringContaining('/dev/fuse'),
    });
  });

  test.skipIf(lackingNobody !== undefined)(
    `the right to open it${lackingNobody === undefined ? '' : `, skipped: ${lackingNobody}`}`,
    async () => {
      const found = await runAfter(`${DEVICE_OF_MODE('600')} ${AS_NOBODY}`);
      expect(found).toMatchObject({ reason: 'device-denied', message: expect.stringContaining('EACCES') });
    },
  );

  test.skipIf(lackingNobody !== undefined)('nothing, for a user who may open it: in a user namespace', async () => {
    expect(await runAfter(`${DEVICE_OF_MODE('666')} ${AS_NOBODY}`)).toEqual({ said: 'hello\n' });
  });

  test('what is behind the device', async () => {
    const found = await runAfter(`${FEW_DEVICES} touch /dev/fuse; mount --bind /dev/null /dev/fuse; exec "$@"`);
    expect(found).toMatchObject({ reason: 'mount-refused' });
  });

  test('unshare', async () => {
    expect(await runAfter('PATH=/nowhere exec "$@"')).toMatchObject({
      reason: 'no-program',
      message: expect.stringContaining('unshare'),
    });
  });

  test('namespaces', async () => {
    const none = 'echo 0 > /proc/sys/user/max_mnt_namespaces; echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"';
    const found = await runAfter(none, { wrap: ['unshare', '-U', '-r'] });
    expect(found).toMatchObject({ reason: 'no-namespace' });
  });
});
