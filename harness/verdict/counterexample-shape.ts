import type { Fields, Json } from '../contract/session-store.ts';
import { DAMAGE_KINDS, type Damage, type DamageKind } from '../corruption/damage.ts';
import type { DiskFault } from '../disk/fault.ts';
import type { Operation, OperationName } from '../model/operation.ts';
import { type ClientOperation, type ClientPlan, type FaultPlan, type InstancePlan, PATH_SPELLINGS } from '../model/program.ts';
import {
  type Advance,
  ATTRIBUTION_KINDS,
  type Attribution,
  type BesideSchedule,
  type CallSite,
  type ConcurrentPatchCounterexample,
  type ConcurrentProgram,
  type Confirmation,
  type CorruptFileCounterexample,
  type Counterexample,
  type CrashCounterexample,
  type CrashPoint,
  type FailingDiskCounterexample,
  type FileView,
  IDENTITY_LOOKS,
  IDENTITY_TRIALS,
  type IdentityCounterexample,
  type MissingCall,
  PERSISTENCE_MODELS,
  type ReaderSchedule,
  type TornReadCounterexample,
  type Turn,
  type WithinSchedule,
} from './counterexample.ts';
import { array, boolean, integer, object, oneOf, record, type Shape, ShapeMismatch, string } from './shape.ts';

// Whatever JSON.parse returns is Json; only the outermost kind is looked at.
const json: Shape<Json> = (value) => value as Json;
const fields: Shape<Fields> = (value, where) => record(value, where) as Fields;

type Of<Name extends OperationName> = Extract<Operation, { op: Name }>;

const OPERATIONS: { readonly [Name in OperationName]: Shape<Of<Name>> } = {
  create: object<Of<'create'>>({ op: oneOf('create'), session: string, fields }, {}),
  patch: object<Of<'patch'>>({ op: oneOf('patch'), session: string, fields }, { undefinedFields: array(string) }),
  append: object<Of<'append'>>({ op: oneOf('append'), session: string, record: json }, {}),
  rewrite: object<Of<'rewrite'>>({ op: oneOf('rewrite'), session: string, records: array(json) }, {}),
  touch: object<Of<'touch'>>({ op: oneOf('touch'), session: string }, {}),
  delete: object<Of<'delete'>>({ op: oneOf('delete'), session: string }, {}),
  flush: object<Of<'flush'>>({ op: oneOf('flush') }, {}),
  rest: object<Of<'rest'>>({ op: oneOf('rest') }, {}),
};

const operationName = oneOf('create', 'patch', 'append', 'rewrite', 'touch', 'delete', 'flush', 'rest');

const operation: Shape<Operation> = (value, where) =>
  OPERATIONS[operationName(record(value, where).op, `${where}.op`)](value, where);

const crashPoint = object<CrashPoint>(
  { changes: integer(0) },
  { tornBytes: integer(1), syncs: integer(0), lost: array(integer(0)), failedSync: integer(0) },
);

const fileView = object<FileView>(
  { path: string, kind: oneOf('file', 'directory', 'symlink'), sizeBytes: integer(0), excerpt: string },
  {},
);

/** A flag that is there or not. */
const yes: Shape<true> = (value, where) => {
  if (value === true) return value;
  throw new ShapeMismatch(where, 'true', JSON.stringify(value));
};

const callSite = object<CallSite>(
  { api: string, file: string, line: integer(1), column: integer(1) },
  { functionName: string, inAdapter: yes },
);

const missingCall = object<MissingCall>(
  { call: oneOf('fsync'), of: oneOf('file', 'directory'), when: oneOf('before', 'after'), site: callSite },
  {},
);

const models = array(oneOf(...PERSISTENCE_MODELS));

const attribution = object<Attribution>(
  { kind: oneOf(...ATTRIBUTION_KINDS), sentence: string, first: callSite },
  {
    second: callSite,
    fix: object<NonNullable<Attribution['fix']>>(
      { calls: array(missingCall), verifiedUnder: models, notVerifiedUnder: models },
      {},
    ),
  },
);

const confirmation = object<Confirmation>(
  { how: oneOf('fresh-worker', 'process-kill', 'real-processes'), result: oneOf('confirmed', 'not-confirmed', 'not-possible') },
  { detail: string, timing: oneOf('real') },
);

const turn = object<Turn>({ client: string }, { steps: integer(0) });

const advance = object<Advance>({ primitive: integer(0), to: crashPoint }, {});

const besideSchedule = object<BesideSchedule>({ reader: oneOf('other-process'), at: crashPoint, advances: array(advance) }, {});

const withinSchedule = object<WithinSchedule>({ reader: oneOf('same-instance'), turns: array(turn) }, {});

const readerName = oneOf('other-process', 'same-instance');

const schedule: Shape<ReaderSchedule> = (value, where) =>
  readerName(record(value, where).reader, `${where}.reader`) === 'other-process'
    ? besideSchedule(value, where)
    : withinSchedule(value, where);

const everyScenario = {
  schemaVersion: oneOf(1),
  crashworthy: string,
  specification: oneOf(1),
  requirement: string,
  target: string,
  store: string,
  host: oneOf('simulated', 'process'),
  seed: integer(0),
  operations: array(operation),
  expected: string,
  observed: string,
  story: array(string),
  files: array(fileView),
  confirmations: array(confirmation),
} as const;

const crashCounterexample = object<CrashCounterexample>(
  {
    ...everyScenario,
    scenario: oneOf('crash', 'crash-in-recovery', 'repeated-crashes'),
    model: oneOf(...PERSISTENCE_MODELS),
    models,
    crash: crashPoint,
  },
  { recoveryCrash: crashPoint, rounds: integer(1), callSite, attribution },
);

const tornReadCounterexample = object<TornReadCounterexample>(
  { ...everyScenario, scenario: oneOf('torn-read'), schedule },
  { callSite },
);

const clientOperation: Shape<ClientOperation> = (value, where) => {
  const named = record(value, where).op;
  if (named === 'read' || named === 'consume')
    return object<ReadOrConsume>({ op: oneOf('read', 'consume'), session: string }, {})(value, where);
  return operation(value, where);
};

type ReadOrConsume = Extract<ClientOperation, { op: 'read' | 'consume' }>;

const concurrentProgram = object<ConcurrentProgram>(
  {
    instances: array(object<InstancePlan>({ process: integer(0), path: oneOf(...PATH_SPELLINGS) }, {})),
    clients: array(object<ClientPlan>({ instance: integer(0), operations: array(clientOperation) }, {})),
  },
  {
    onePid: boolean,
    deaths: array(integer(0)),
    fault: object<FaultPlan>({ client: integer(0), primitive: integer(0), code: string }, {}),
  },
);

const concurrentPatchCounterexample = object<ConcurrentPatchCounterexample>(
  { ...everyScenario, scenario: oneOf('concurrent-patch'), program: concurrentProgram, turns: array(turn) },
  { crash: crashPoint, callSite, why: string },
);

/** What each kind has beside is the suite's to know. */
const damage: Shape<Damage> = (value, where) => {
  const { kind } = DAMAGE(value, where);
  return { ...(value as Damage), kind } as Damage;
};

interface DamageKeys {
  file: string;
  kind: DamageKind;
  at?: number;
  bytes?: number;
  bit?: number;
  becomes?: string;
  text?: string;
  of?: string;
  content?: string;
  session?: string;
}

const DAMAGE = object<DamageKeys>(
  { file: string, kind: oneOf(...DAMAGE_KINDS) },
  {
    at: integer(0),
    bytes: integer(0),
    bit: integer(0),
    becomes: string,
    text: string,
    of: string,
    content: string,
    session: string,
  },
);

const diskFault = object<DiskFault>(
  { call: integer(0), code: string, manner: oneOf('no-effect', 'after-effect', 'short') },
  {
    bytes: integer(0),
    thenFails: yes,
    lasts: integer(1),
    primitive: string as Shape<NonNullable<DiskFault['primitive']>>,
    path: string,
  },
);

const corruptFileCounterexample = object<CorruptFileCounterexample>(
  { ...everyScenario, scenario: oneOf('corrupt-file'), damage },
  { callSite },
);

const failingDiskCounterexample = object<FailingDiskCounterexample>(
  { ...everyScenario, scenario: oneOf('failing-disk'), afterwards: array(operation), afterClose: array(operation) },
  { closesAtOnce: yes, unserialisable: integer(0), fault: diskFault, callSite },
);

const identityCounterexample = object<IdentityCounterexample>(
  {
    ...everyScenario,
    scenario: oneOf('identity'),
    trial: oneOf(...IDENTITY_TRIALS),
    reopenBefore: array(integer(0)),
    sessions: array(string),
    looks: oneOf(...IDENTITY_LOOKS),
  },
  {
    beside: object<NonNullable<IdentityCounterexample['beside']>>({ before: integer(0), operations: array(operation) }, {}),
    callSite,
  },
);

/** The shape of a counterexample file, the same as `schema/counterexample.schema.json`. */
export const counterexampleShape: Shape<Counterexample> = (value, where) => {
  const { scenario } = record(value, where === '' ? 'the file' : where);
  switch (scenario) {
    case 'torn-read':
      return tornReadCounterexample(value, where);
    case 'concurrent-patch':
      return concurrentPatchCounterexample(value, where);
    case 'corrupt-file':
      return corruptFileCounterexample(value, where);
    case 'failing-disk':
      return failingDiskCounterexample(value, where);
    case 'identity':
      return identityCounterexample(value, where);
    default:
      return crashCounterexample(value, where);
  }
};
