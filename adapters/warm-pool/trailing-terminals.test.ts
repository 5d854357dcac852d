import { expect, test } from 'vitest';
import { TrailingTerminals } from './trailing-terminals.ts';

test.each<[what: string, events: ('interrupted' | 'answered' | 'terminal')[], swallowed: boolean[]]>([
  ['a turn that nobody interrupted', ['answered', 'terminal'], [false]],
  ['the late terminal', ['interrupted', 'terminal', 'answered', 'terminal'], [true, false]],
  ['one that never comes', ['interrupted', 'answered', 'terminal'], [false]],
  ['two of them', ['interrupted', 'interrupted', 'terminal', 'terminal', 'answered', 'terminal'], [true, true, false]],
])('%s', (_, events, swallowed) => {
  const trailing = new TrailingTerminals();
  const found: boolean[] = [];
  for (const event of events)
    if (event === 'terminal') found.push(trailing.swallow());
    else trailing[event]();
  expect(found).toEqual(swallowed);
});
