import path from 'node:path';
import type { Host } from '../../harness/host/host.ts';
import { liveTrial } from './live-trial.ts';
import type { Trial } from './trial.ts';

const MOST_NAMES = 12;

/** The names of the files that a trial leaves, with and without their extensions: ids that a store may take for files of its own. */
export async function namesOfFiles<Image>(host: Host<Image>, trial: Trial): Promise<string[]> {
  const { lives } = await liveTrial(host, { ...trial, reopenBefore: trial.reopenBefore.slice(0, 1) });
  const images = lives.slice(0, 1).map(({ life }) => life.end);
  const entries = (await Promise.all(images.map((image) => host.entries(image)))).flat();
  const names = entries.flatMap((entry) => {
    const name = path.posix.basename(entry.path);
    return [entry.path, name, name.replace(/\.[^.]*$/, '')];
  });
  return [...new Set(names)].filter((name) => name !== '').slice(0, MOST_NAMES);
}
