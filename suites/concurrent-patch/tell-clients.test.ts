import { expect, test } from 'vitest';
import { sampleRace } from '../../harness/report/sample-race.test-data.ts';
import { raceHeading } from './tell-clients.ts';

const { instances, clients } = sampleRace().program;

test.each<[changes: Parameters<typeof sampleRace>[0], heading: string]>([
  [{}, 'In turns, with 1 preemption'],
  [{ turns: [{ client: 'client-1' }] }, 'In turns, each for as long as it could go on'],
  [{ crash: { changes: 2 } }, 'In turns, with 1 preemption; everything killed after 2 changes to the disk'],
  [{ host: 'process', turns: [] }, 'In real time'],
  [{ program: { instances, clients: clients.slice(0, 1) }, turns: [] }, 'What the client did'],
])('a race: %j', (changes, heading) => {
  expect(raceHeading(sampleRace(changes))).toBe(heading);
});
