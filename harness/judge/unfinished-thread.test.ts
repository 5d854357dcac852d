import { expect, test } from 'vitest';
import type { Operation } from '../model/operation.ts';
import type { RunPlace } from '../suite/suite.ts';
import type { ThreadEnd } from './store-thread.ts';
import { loopFinding, observationUnfinished } from './unfinished-thread.ts';

const outOfMemory = Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });

test.each<[what: string, end: ThreadEnd, message: string | undefined]>([
  ['it ended', { how: 'ended' }, undefined],
  ['it was interrupted', { how: 'aborted' }, undefined],
  ['something broke on our side', { how: 'died', error: new Error('ours') }, undefined],
  [
    'no memory was left',
    { how: 'died', error: outOfMemory },
    'The store used more than 2 GB of memory when power loss was tried.',
  ],
  [
    'it looped after a crash',
    { how: 'stalled', forMs: 15_000, at: { model: 'posix', changes: 1, lost: [] } },
    'The store ran for 15 seconds (CRASHWORTHY_STALL_MS) without giving control back, after power loss under posix.',
  ],
  [
    'it looped before one',
    { how: 'stalled', forMs: 15_000 },
    'The store ran for 15 seconds (CRASHWORTHY_STALL_MS) without giving control back, when power loss was tried.',
  ],
])('an observation that ended because %s', (_what, end, message) => {
  const finding = observationUnfinished(end);
  if (message === undefined) expect(finding).toBeUndefined();
  else {
    expect(finding).toMatchObject({ code: 'CW_OBSERVATION_UNFINISHED', level: 'note' });
    expect(finding?.message).toContain(message);
  }
});

const operations: Operation[] = [
  { op: 'create', session: 'alpha', fields: {} },
  { op: 'delete', session: 'alpha' },
];
const loops = 'he store ran for 15 seconds (CRASHWORTHY_STALL_MS) without giving control back.';

test.each<[place: RunPlace | undefined, message: string]>([
  [undefined, `T${loops}`],
  [{ suite: 'torn-read', operations: [] }, `T${loops}`],
  [{ suite: 'crash-injection', operations }, `During create, delete, t${loops}`],
  [{ suite: 'torn-read', operations }, `With readers beside create, delete, t${loops}`],
])('a loop in %j', (place, message) => {
  expect(loopFinding(place, 15_000)).toMatchObject({ code: 'CW_STORE_LOOPS', level: 'error', message });
});
