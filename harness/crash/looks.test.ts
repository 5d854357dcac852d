import { expect, test } from 'vitest';
import type { Host, Life } from '../host/host.ts';
import type { LifeReport } from '../host/life.ts';
import { Looks } from './looks.ts';

/** Images are names of disks; what a life sees is the image and when it began. */
function countingHost() {
  const lived: string[] = [];
  const live: Host<string>['live'] = async (image) => {
    lived.push(image);
    const report: LifeReport = {
      opened: { ok: true, value: undefined },
      history: [],
      operations: [],
      snapshots: [],
      reportedErrors: 0,
      reported: [],
      besides: [],
    };
    return { report } as Life<string>;
  };
  const host: Pick<Host<string>, 'live' | 'hash'> = { live, hash: async (image) => image.replace(/ \(copy\)$/, '') };
  return { host: host as Host<string>, lived };
}

const look = { do: 'snapshot', sessions: ['alpha'] } as const;

test('equal disks are looked at once', async () => {
  const { host, lived } = countingHost();
  const looks = new Looks();
  const first = await looks.at(host, 'a', { look, incarnation: 2 });
  expect(await looks.at(host, 'a (copy)', { look, incarnation: 2 })).toBe(first);
  await looks.at(host, 'b', { look, incarnation: 2 });
  expect(lived).toEqual(['a', 'b']);
});

test('a life that begins at another time, is another one of that disk or looks for others is lived', async () => {
  const { host, lived } = countingHost();
  const looks = new Looks();
  await looks.at(host, 'a', { look, incarnation: 2 });
  await looks.at(host, 'a', { look, incarnation: 3 });
  await looks.at(host, 'a', { look, incarnation: 2, atMs: 5 });
  await looks.at(host, 'a', { look: { ...look, sessions: ['beta'] }, incarnation: 2 });
  expect(lived).toHaveLength(4);
});
