import type { OperationName } from '../../harness/model/operation.ts';
import type { Deviation } from '../served/deviation.ts';
import { isFailure, onServer } from '../served/requirement.ts';
import { servedSuite } from '../served/served-suite.ts';
import { append3 } from './requirements/append-3.ts';
import { append5 } from './requirements/append-5.ts';
import { append11 } from './requirements/append-11.ts';
import { append13 } from './requirements/append-13.ts';
import { APPEND_SUITE_NAME } from './requirements.ts';

const failed = { kinds: ['cut'], concerns: isFailure } as const;
const APPENDS: readonly OperationName[] = ['append', 'appendAll'];
const OTHER_WRITES: readonly OperationName[] = ['create', 'patch', 'rewrite', 'delete'];

/** A request or an answer that is lost, or a request that the server refuses. */
export const failuresOnServer = servedSuite({
  name: APPEND_SUITE_NAME,
  scenario: 'failure-on-server',
  description: 'A client of a server that lost a message, or whose request was refused.',
  level: 'AAA',
  loss: 'connection',
  requirements: [
    onServer(append3, { ...failed, defects: ['no-listener-in-use'], isBrokenBy: ({ kind }) => kind === 'ended' }),
    onServer(append5, {
      ...failed,
      defects: ['acknowledges-before-answer'],
      notApplicable: ({ capabilities: { records } }) => (records ? undefined : 'the store has no `append`'),
      isBrokenBy: (deviation) => isOf(deviation, APPENDS) && (deviation.kind === 'lost' || deviation.kind === 'hung'),
    }),
    onServer(append11, {
      ...failed,
      defects: ['rewrites-in-two-steps'],
      isBrokenBy: (deviation) => isOf(deviation, OTHER_WRITES) && ['lost', 'half', 'hung'].includes(deviation.kind),
    }),
    onServer(append13, { ...failed, defects: ['remembers-before-answer'], isBrokenBy: ({ kind }) => kind === 'stale' }),
  ],
});

function isOf({ during }: Deviation, operations: readonly OperationName[]): boolean {
  return during !== undefined && operations.includes(during);
}
