import {
  type ClientOperation,
  type ClientPlan,
  type FaultPlan,
  type InstancePlan,
  PATH_SPELLINGS,
} from '../../harness/model/program.ts';
import { crashPointShape, turnShape } from '../../harness/verdict/crash-shapes.ts';
import { operationShape } from '../../harness/verdict/operation-shape.ts';
import {
  array,
  boolean,
  described,
  integer,
  named,
  object,
  oneOf,
  record,
  type Shape,
  shape,
  string,
} from '../../harness/verdict/shape.ts';
import type { ConcurrentPatchCore, ConcurrentProgram } from './counterexample-core.ts';

type ReadOrConsume = Extract<ClientOperation, { op: 'read' | 'consume' }>;

const clientOnly = named(
  'clientOnlyOperation',
  described(
    'A read, or a read that takes the session away: of all callers one gets it.',
    object<ReadOrConsume>({ op: oneOf('read', 'consume'), session: string }, {}),
  ),
);

const opening = named(
  'openOperation',
  described(
    "Opens the client's instance, which was not open before: in the midst of what the others do.",
    object<Extract<ClientOperation, { op: 'open' }>>({ op: oneOf('open') }, {}),
  ),
);

const clientOperation: Shape<ClientOperation> = shape(
  (value, where) => {
    const { op } = record(value, where);
    if (op === 'open') return opening(value, where);
    return op === 'read' || op === 'consume' ? clientOnly(value, where) : operationShape(value, where);
  },
  { oneOf: [operationShape.schema, clientOnly.schema, opening.schema] },
);

const program = named(
  'program',
  described(
    'Clients of one directory.',
    object<ConcurrentProgram>(
      {
        instances: described(
          'The opened stores. Those with the same `process` share a process.',
          array(
            object<InstancePlan>(
              { process: integer(0), path: described('How the instance is told its directory.', oneOf(...PATH_SPELLINGS)) },
              {},
            ),
          ),
        ),
        clients: array(
          object<ClientPlan>(
            { instance: described('Index in `instances`.', integer(0)), operations: array(clientOperation) },
            {},
          ),
        ),
      },
      {
        onePid: described('The processes are threads of one, with one pid.', boolean),
        deaths: described('Processes that die at some point of the schedule.', array(integer(0))),
        fault: described(
          'A call of the file system that fails once, without any effect.',
          object<FaultPlan>({ client: integer(0), primitive: integer(0), code: string }, {}),
        ),
      },
    ),
  ),
);

/** What a counterexample of this suite has beside what all have. */
export const raceShape = object<Omit<ConcurrentPatchCore, 'scenario' | 'expected' | 'observed'>>(
  {
    operations: described('What is done before the clients begin.', array(operationShape)),
    program: described('What the clients do, each one operation after the other, at the same time as the others.', program),
    turns: described('The schedule of the clients: who takes how many steps.', array(turnShape)),
  },
  {
    crash: described('Everything was killed here.', crashPointShape),
    why: described('Why no order of what they did explains what they saw.', string),
  },
);
