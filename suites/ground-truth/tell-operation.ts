import type {
  Answers,
  ListedAs,
  LockOwnerName,
  ProcessState,
  RegistryOperation,
} from '../../harness/model/registry/operation.ts';

/** What happened, or what the registry was asked, as a sentence without its dot. */
export function tellOperation(operation: RegistryOperation): string {
  switch (operation.op) {
    case 'launch': {
      const pid = operation.pid === 'known' ? 'with the pid of its process' : 'whose pid is not known yet';
      return `Session "${operation.session}" was launched, ${pid}${BEGAN[operation.startedAt]}`;
    }
    case 'lists':
      return `The source ${LISTS[operation.as]} "${operation.session}"${operation.as === 'absent' ? '' : ` as ${operation.as}`}`;
    case 'answers':
      return `From then on the source "${operation.source}" ${ANSWERING[operation.how]}`;
    case 'process':
      return `The process of "${operation.session}" ${BECOMES[operation.becomes]}`;
    case 'wrapper-ends':
      return `The wrapper of "${operation.session}" ended, ${operation.told ? 'and the registry was told' : 'and nobody told the registry'}`;
    case 'pass':
      return `${duration(operation.ms)} passed`;
    case 'status':
      return `It was asked for the status of "${operation.session}"`;
    case 'list':
      return 'It was asked for the list of sessions';
    case 'sweep':
      return 'It swept';
    case 'stored':
      return 'What it stores of launches';
    case 'lock':
      return `${OWNERS[operation.owner]} asked for the lock "${operation.name}"`;
    case 'unlock':
      return `${OWNERS[operation.owner]} gave the lock "${operation.name}" back`;
    case 'locks':
      return 'The locks that it shows';
    case 'owner':
      return `The process that is called ${operation.owner} ${BECOMES[operation.becomes]}`;
    case 'kill':
      return operation.changes === undefined
        ? 'The process of the registry was killed, and a new one opened a day later'
        : `The process of the registry was killed after change ${operation.changes} of its files, and a new one opened a day later`;
    case 'rounds':
      return `${operation.count} sessions were launched one after the other, each ran, ended, and was seen by a sweep long after its time`;
  }
}

const BEGAN = {
  now: '',
  invalid: ', and no number for when it began',
  future: ', and a time a year ahead for when it began',
  past: ', and a time an hour ago for when it began',
} as const;

const LISTS: { readonly [A in ListedAs]: string } = { running: 'lists', stopped: 'lists', absent: 'does not list' };

const ANSWERING: { readonly [A in Answers]: string } = {
  lists: 'answers at once',
  throws: 'throws',
  rejects: 'rejects',
  never: 'does not answer',
  late: 'answers 1 ms after its time is up',
  'rejects-late': 'rejects 1 ms after its time is up',
  blocks: 'keeps the thread busy until 1 ms after its time is up, and answers then',
};

const BECOMES: { readonly [P in ProcessState]: string } = {
  alive: 'is alive',
  denied: 'is alive, and belongs to somebody else (EPERM)',
  zombie: 'is a zombie',
  dead: 'is dead',
  reused: 'is dead, and another one, which started later, has its pid',
};

const OWNERS: { readonly [O in LockOwnerName]: string } = {
  one: 'A process',
  other: 'Another process',
  self: 'The process of the registry',
  person: 'Somebody, by hand,',
};

const UNITS: readonly (readonly [ms: number, unit: string])[] = [
  [86_400_000, 'days'],
  [3_600_000, 'hours'],
  [1_000, 's'],
];

function duration(ms: number): string {
  const [size, unit] = UNITS.find(([one]) => ms >= 2 * one || (one < 86_400_000 && ms >= one)) ?? [1, 'ms'];
  const count = Math.round(ms / size);
  return `${count} ${unit === 'hours' && count === 1 ? 'hour' : unit}`;
}
