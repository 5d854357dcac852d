import type { OptionalMethod } from '../../harness/contract/session-store.ts';
import type { OperationName } from '../../harness/model/operation.ts';
import type { ServedSubject } from '../../harness/suite/served-subject.ts';
import { isFailure, onServer, type ServerRequirement } from '../served/requirement.ts';
import { servedSuite } from '../served/served-suite.ts';
import type { Trial } from '../served/trial.ts';
import { patch1 } from './requirements/patch-1.ts';
import { patch2 } from './requirements/patch-2.ts';
import { patch3 } from './requirements/patch-3.ts';
import { patch4 } from './requirements/patch-4.ts';
import { patch5 } from './requirements/patch-5.ts';
import { patch6 } from './requirements/patch-6.ts';
import { patch7 } from './requirements/patch-7.ts';
import { patch9 } from './requirements/patch-9.ts';
import { patch10 } from './requirements/patch-10.ts';
import { patch12 } from './requirements/patch-12.ts';
import { patch13 } from './requirements/patch-13.ts';
import { patch14 } from './requirements/patch-14.ts';
import { PATCH_SUITE_NAME } from './requirements.ts';

type NotApplicable = ServerRequirement['notApplicable'];
type Judged = Pick<ServedSubject, 'claims' | 'capabilities'>;

const isLoss: ServerRequirement['isBrokenBy'] = ({ kind }) => kind === 'lost' || kind === 'half' || kind === 'twice';

/** Two clients of a server, message by message. PATCH-8 is not among them: who holds a message up holds up all that come behind it on its connection. */
export const racesOnServer = servedSuite({
  name: PATCH_SUITE_NAME,
  scenario: 'race-on-server',
  description: 'Two clients of a server, one in the midst of the other.',
  level: 'AA',
  loss: 'race',
  requirements: [
    onServer(patch1, {
      kinds: ['together'],
      concerns: (trial) => isWithin(trial, 'one-instance') && bothCall(trial, 'patch'),
      defects: ['reads-then-writes'],
      notApplicable: (subject) => needs('patch')(subject) ?? nativePatch(subject),
      isBrokenBy: isLoss,
    }),
    onServer(patch2, {
      kinds: ['together', 'seen'],
      concerns: (trial) => isWithin(trial, 'one-instance') && !leavesOut(trial),
      defects: ['answers-from-a-minute-ago'],
      isBrokenBy: ({ kind }) => kind === 'stale' || kind === 'hung' || kind === 'ended',
    }),
    onServer(patch3, {
      kinds: ['together'],
      concerns: (trial) => isWithin(trial, 'one-process'),
      defects: ['queue-of-the-instance'],
      notApplicable: manyProcesses,
      isBrokenBy: isLoss,
    }),
    onServer(patch4, {
      kinds: ['together'],
      concerns: (trial) => isWithin(trial, 'two-processes') && (bothCall(trial, 'patch') || bothCall(trial, 'append')),
      defects: ['reads-then-writes'],
      notApplicable: (subject) => manyProcesses(subject) ?? (subject.capabilities.records ? undefined : nativePatch(subject)),
      isBrokenBy: (deviation, trial) => isLoss(deviation, trial) || deviation.kind === 'hung' || deviation.kind === 'ended',
    }),
    onServer(patch5, {
      kinds: ['cut'],
      concerns: isFailure,
      defects: ['keeps-first-failure'],
      isBrokenBy: ({ kind }) => kind === 'poisoned',
    }),
    onServer(patch6, {
      kinds: ['together'],
      concerns: (trial) => calls(trial, 'create') || calls(trial, 'delete'),
      defects: ['reads-then-writes'],
      notApplicable: ({ capabilities: { methods } }) =>
        methods.includes('create') || methods.includes('delete') ? undefined : 'the store has neither `create` nor `delete`',
      isBrokenBy: isLoss,
    }),
    onServer(patch7, {
      kinds: ['seen'],
      concerns: leavesOut,
      defects: ['reads-then-writes'],
      notApplicable: needs('patch'),
      isBrokenBy: isLoss,
    }),
    onServer(patch9, {
      kinds: ['together'],
      concerns: (trial) => bothCall(trial, 'append'),
      defects: ['numbers-records-itself'],
      notApplicable: needs('append'),
      isBrokenBy: isLoss,
    }),
    onServer(patch10, {
      kinds: ['together'],
      concerns: (trial) => calls(trial, 'rewrite'),
      defects: ['rewrites-in-two-steps'],
      notApplicable: needs('append', 'rewrite'),
      isBrokenBy: isLoss,
    }),
    onServer(patch12, {
      kinds: ['together', 'seen'],
      concerns: (trial) => !isWithin(trial, 'one-instance') && !leavesOut(trial),
      defects: ['keeps-what-it-read'],
      notApplicable: manyProcesses,
      isBrokenBy: ({ kind }) => kind === 'stale',
    }),
    onServer(patch13, {
      kinds: ['touched'],
      defects: ['touch-writes-session-back'],
      notApplicable: needs('touch'),
      isBrokenBy: ({ kind }) => kind === 'revived' || kind === 'changed',
    }),
    onServer(patch14, {
      kinds: ['together'],
      concerns: (trial) => bothCall(trial, 'appendAll'),
      defects: ['two-statements'],
      notApplicable: needs('append', 'appendAll'),
      isBrokenBy: isLoss,
    }),
  ],
});

function needs(...methods: readonly OptionalMethod[]): NotApplicable {
  return ({ capabilities }) => {
    const missing = methods.find((method) => !capabilities.methods.includes(method));
    return missing === undefined ? undefined : `the store has no \`${missing}\``;
  };
}

function manyProcesses({ claims: { writers } }: Judged): string | undefined {
  return writers === 'one-instance' ? 'it claims one instance that writes' : undefined;
}

function nativePatch({ claims: { patch } }: Judged): string | undefined {
  return patch === 'native' ? undefined : 'it claims a patch that is a read-modify-write of the caller';
}

function isWithin({ clients = 'two-processes' }: Trial, nearness: NonNullable<Trial['clients']>): boolean {
  return clients === nearness;
}

/** Which both call at once. */
function bothCall({ operations, others = [] }: Trial, name: OperationName): boolean {
  const last = operations.at(-1);
  return last?.op === name && others.at(-1)?.op === name;
}

/** A field is given the value `undefined`. */
function leavesOut({ operations }: Trial): boolean {
  return operations.some((operation) => operation.op === 'patch' && operation.undefinedFields !== undefined);
}

function calls({ operations, others = [] }: Trial, name: OperationName): boolean {
  return others.length > 0 && [...operations.slice(1), ...others].some(({ op }) => op === name);
}
