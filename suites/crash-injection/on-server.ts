import { isKill, onServer } from '../served/requirement.ts';
import { servedSuite } from '../served/served-suite.ts';
import { crash1 } from './requirements/crash-1.ts';
import { crash2 } from './requirements/crash-2.ts';
import { crash3 } from './requirements/crash-3.ts';
import { crash4 } from './requirements/crash-4.ts';
import { crash5 } from './requirements/crash-5.ts';
import { SUITE_NAME } from './requirements.ts';

const killed = { kinds: ['cut'], concerns: isKill } as const;

/** A client that is killed at every message. */
export const crashOnServer = servedSuite({
  name: SUITE_NAME,
  scenario: 'crash-on-server',
  description: 'A client of a server that was killed at a message.',
  level: 'A',
  loss: 'kill',
  requirements: [
    onServer(crash1, { ...killed, defects: ['acknowledges-before-answer'], isBrokenBy: ({ kind }) => kind === 'lost' }),
    onServer(crash2, {
      ...killed,
      defects: ['two-statements', 'pipeline-without-multi'],
      isBrokenBy: ({ kind }) => kind === 'half' || kind === 'twice',
    }),
    onServer(crash3, { ...killed, defects: ['half-made-schema'], isBrokenBy: ({ kind }) => kind === 'unopened' }),
    onServer(crash4, {
      ...killed,
      defects: ['lock-row-stays'],
      isBrokenBy: ({ kind }) => kind === 'write-failed' || kind === 'write-lost',
    }),
    onServer(crash5, { ...killed, defects: ['one-row-for-all'], isBrokenBy: ({ bystander }) => bystander === true }),
  ],
});
