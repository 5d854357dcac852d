import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { ThreadWatch } from './thread-watch.ts';

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

test.runIf(process.platform === 'linux')(
  'a process that sleeps has done the same at two looks, and one that runs is seen to',
  async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.once("data", () => { for (;;); })'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const watch = new ThreadWatch(child.pid ?? 0);
    let before = watch.look(false);
    await until(() => {
      const after = watch.look(false);
      const sleeps = after !== undefined && after === before;
      before = after;
      return sleeps;
    });
    child.stdin.write('run\n');
    await until(() => watch.look(false) === undefined);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    expect(watch.look(false)).toBe('');
    watch.close();
  },
);
