import { expect, test } from 'vitest';
import type { ClientEvent } from '../../../model/program.ts';
import type { TimedEvent } from './client-messages.ts';
import { mergeHistory } from './merge-history.ts';

const at = (ns: bigint, type: ClientEvent['type'], client: number): TimedEvent => ({
  atNs: ns,
  event: { type, client, operation: 0 },
});
const shown = (events: readonly ClientEvent[]) => events.map(({ type, client }) => `${client} ${type}`);

test('events of several processes are put into the order of their times', () => {
  const first = [at(10n, 'invoke', 0), at(30n, 'acknowledge', 0)];
  const second = [at(20n, 'invoke', 1), at(40n, 'reject', 1)];
  expect(shown(mergeHistory([...second, ...first]))).toEqual(['0 invoke', '1 invoke', '0 acknowledge', '1 reject']);
});

test('at equal times a call comes first, so that no operation looks shorter than it was', () => {
  expect(shown(mergeHistory([at(10n, 'invoke', 0), at(20n, 'acknowledge', 0), at(20n, 'invoke', 1)]))).toEqual([
    '0 invoke',
    '1 invoke',
    '0 acknowledge',
  ]);
});

test('nanoseconds beyond what a double holds are told apart', () => {
  const late = 2n ** 60n;
  expect(shown(mergeHistory([at(late + 1n, 'acknowledge', 0), at(late, 'invoke', 0)]))).toEqual(['0 invoke', '0 acknowledge']);
});
