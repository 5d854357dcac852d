import { describe, expect, test } from 'vitest';
import { resolveClaims } from '../../harness/contract/claims.ts';
import type { SessionState } from '../../harness/contract/session-store.ts';
import type { ClientOperation, Program } from '../../harness/model/program.ts';
import { OvertakingCheck } from './check.ts';
import { describeDeviation } from './describe-deviation.ts';
import { deviationsOf } from './deviations.ts';
import { judgedOf, type Told, type ToldEvent } from './judged.test-data.ts';
import { append, consume, create, patch, read, remove } from './programs.ts';

const claims = resolveClaims({ survives: 'process-kill' });
const setup = [{ op: 'create' as const, session: 'a', fields: { made: '0' } }];
const SET_UP: readonly ToldEvent[] = ['-1 invoke', '-1 acknowledge'];

/** With session `a`, which is there before. */
const kinds = ({ events, program, ...told }: Told, by = claims): string[] => {
  const judged = judgedOf({ ...told, events: [...SET_UP, ...events], program: { setup, ...program } });
  return deviationsOf(judged, by).map(({ kind }) => kind);
};

const state = (fields: { [key: string]: string }, ...names: string[]): SessionState => ({
  fields: { made: '0', ...fields },
  records: names.map((r) => ({ r })),
});
const bothPatch: Told = {
  clients: [[patch('x1')], [patch('y1')]],
  events: ['0 invoke', '1 invoke', '0 acknowledge', '1 acknowledge'],
};

describe('histories', () => {
  test.each<[string, Told, string[]]>([
    ['both patches are there', { ...bothPatch, looks: [state({ x: 'x1', y: 'y1' })] }, []],
    ['one of them is lost', { ...bothPatch, looks: [state({ x: 'x1' })] }, ['not-linearizable']],
    [
      'it is lost for those alone who open the store anew',
      { ...bothPatch, looks: [state({ x: 'x1', y: 'y1' })], reopened: state({ x: 'x1' }) },
      ['not-linearizable'],
    ],
    [
      'one of them was refused, and is there or not',
      { ...bothPatch, events: ['0 invoke', '1 invoke', '0 reject Error: busy', '1 acknowledge'], looks: [state({ y: 'y1' })] },
      [],
    ],
    [
      'two instances do not show the same',
      { ...bothPatch, looks: [state({ x: 'x1', y: 'y1' }), state({ x: 'x1' })] },
      ['not-linearizable'],
    ],
    [
      'reads go back',
      {
        clients: [[patch('x1')], [read, read]],
        events: [
          '0 invoke',
          '1 invoke',
          ['1 acknowledge', { state: state({ x: 'x1' }) }],
          '1 invoke',
          ['1 acknowledge', { state: state({}) }],
          '0 acknowledge',
        ],
      },
      ['not-linearizable'],
    ],
    [
      'two win',
      {
        clients: [[consume], [consume]],
        events: ['0 invoke', '1 invoke', ['0 acknowledge', { won: true }], ['1 acknowledge', { won: true }]],
      },
      ['not-linearizable'],
    ],
    [
      'one wins',
      {
        clients: [[consume], [consume]],
        events: ['0 invoke', '1 invoke', ['0 acknowledge', { won: false }], ['1 acknowledge', { won: true }]],
      },
      [],
    ],
    [
      'a deleted session is back with what was in it',
      {
        clients: [[remove], [patch('x1')]],
        events: ['0 invoke', '1 invoke', '0 acknowledge', '1 acknowledge'],
        looks: [state({ x: 'x1' })],
      },
      // Deleted after the patch it would be gone, and before it nothing of the old content would be there.
      ['not-linearizable'],
    ],
    [
      'killed, and what was acknowledged is there',
      { ...bothPatch, events: ['0 invoke', '1 invoke', '0 acknowledge'], crashed: true, reopened: state({ x: 'x1' }) },
      [],
    ],
    [
      'killed, and what was acknowledged is not there',
      { ...bothPatch, events: ['0 invoke', '1 invoke', '0 acknowledge'], crashed: true, reopened: state({ y: 'y1' }) },
      ['not-linearizable'],
    ],
  ])('%s', (_, told, expected) => {
    expect(kinds(told)).toEqual(expected);
  });

  test('where a flush acknowledges, a crash may take what was not flushed', () => {
    const byFlush = resolveClaims({ survives: 'process-kill', acknowledgedBy: 'flush' });
    const flushedSetup = [...setup, { op: 'flush' as const }];
    const found = (...more: ToldEvent[]) => {
      const events: ToldEvent[] = [...SET_UP, ...SET_UP, '0 invoke', '0 acknowledge', '0 invoke', ...more];
      const clients = [[patch('x1'), { op: 'flush' as const }]];
      const judged = judgedOf({ clients, events, program: { setup: flushedSetup }, crashed: true, reopened: state({}) });
      return deviationsOf(judged, byFlush).map(({ kind }) => kind);
    };
    expect(found()).toEqual([]);
    expect(found('0 acknowledge')).toEqual(['not-linearizable']);
  });
});

describe('who does not come back', () => {
  const events: Told['events'] = ['0 invoke', '1 invoke', '0 acknowledge'];

  test('is told of, unless the run was done', () => {
    expect(kinds({ ...bothPatch, events, end: 'stuck' })).toEqual(['unfinished']);
    expect(kinds({ ...bothPatch, events, end: 'endless' })).toEqual(['unfinished']);
    expect(kinds({ ...bothPatch, events })).toEqual([]);
  });

  test('is not told of where the process died', () => {
    const instances = [0, 1].map((process) => ({ process, path: 'plain' as const }));
    const clients = bothPatch.clients.map((operations, instance) => ({ instance, operations }));
    const program = (dead: number): Partial<Program> => ({ instances, clients, deaths: [dead] });
    expect(kinds({ ...bothPatch, events, end: 'stuck', program: program(1) })).toEqual([]);
    expect(kinds({ ...bothPatch, events, end: 'stuck', program: program(0) })).toEqual(['unfinished']);
  });

  test.each([
    ['stuck', 'Nobody could go on, and no timer was left.'],
    ['endless', 'It was still at work after ten minutes of simulated time, or 20,000 steps that everybody had a share in.'],
  ] as const)('in words: %s', (end, words) => {
    const judged = judgedOf({ ...bothPatch, events, end });
    const [deviation] = deviationsOf(judged, claims);
    if (deviation === undefined) throw new Error('no deviation');
    const { observed } = describeDeviation(deviation, judged.aimed.program);
    expect(observed).toBe(`The patch of a of client 2 never did. ${words}`);
  });
});

describe('collisions', () => {
  const collides = (error: string, more: Partial<Told> = {}) =>
    kinds({ ...bothPatch, events: ['0 invoke', '1 invoke', `0 reject ${error}`, '1 acknowledge'], ...more });

  test.each([
    ["Error: ENOENT: no such file or directory, rename 'a.tmp' -> 'a.json'", ['collision']],
    ['SyntaxError: Unexpected end of JSON input', ['collision']],
    ['SyntaxError: Unexpected token } in JSON at position 20', ['collision']],
    ['SyntaxError: "{}}" is not valid JSON', ['collision']],
    ['Error: EBADF: bad file descriptor, write', ['collision']],
    ['Error: the session is locked', []],
    ['Error: EBUSY: resource busy or locked', []],
    ['Error: somebody else changed the session; try again', []],
  ])('%s: %j', (error, expected) => {
    expect(collides(error)).toEqual(expected);
  });

  test('that the temporary file of another one is there is one, and that its lock is, is not', () => {
    const exists = (name: string) => `Error: EEXIST: file already exists, open './${name}'`;
    const told: Told = {
      ...bothPatch,
      events: [...SET_UP, '0 invoke', '1 invoke', `0 reject ${exists('a.tmp')}`, '1 acknowledge'],
    };
    const renamed = {
      type: 'fs',
      primitive: 'rename',
      api: 'fs.promises.rename',
      path: '/data/a.tmp',
      to: '/data/a.json',
      effects: [],
    };
    const judged = judgedOf({ ...told, program: { setup } });
    const beside = (trace: readonly object[]) =>
      deviationsOf({ ...judged, run: { ...judged.run, trace: trace as typeof judged.run.trace } }, claims).map(
        ({ kind }) => kind,
      );
    expect(beside([renamed])).toEqual(['collision']);
    expect(beside([{ ...renamed, path: '/data/b.tmp' }])).toEqual([]);
    expect(beside([{ ...renamed, error: 'ENOENT' }])).toEqual([]);
    expect(beside([])).toEqual([]);
  });

  test('one who opens the store may be in the way of others, and they in his', () => {
    const missing = "Error: ENOENT: no such file or directory, stat './a.tmp'";
    const clients = [[patch('x1')], [{ op: 'open' as const }, read]];
    const events: ToldEvent[] = ['0 invoke', '1 invoke', `1 reject ${missing}`, '0 acknowledge'];
    const judged = judgedOf({ clients, events: [...SET_UP, ...events], program: { setup } });
    const [found] = deviationsOf(judged, claims);
    expect(found).toMatchObject({ kind: 'collision', client: 1, operation: 0 });
    expect(found && describeDeviation(found, judged.aimed.program).observed).toBe(`The open of client 2 was refused: ${missing}`);
    expect(kinds({ clients, events: ['0 invoke', '1 invoke', '1 reject Error: busy', '0 acknowledge'] })).toEqual([]);
  });

  test('are not told where sessions are deleted, made or not there: who patches one that is gone may be told so', () => {
    const missing = 'Error: ENOENT: no such file or directory';
    const withOther = (operation: ClientOperation) => collides(missing, { clients: [[patch('x1')], [operation]] });
    expect(withOther(remove)).toEqual([]);
    expect(withOther(create('c1'))).toEqual([]);
    expect(kinds({ ...bothPatch, events: ['0 invoke', `0 reject ${missing}`], program: { deaths: [0] } })).toEqual([]);
    const nothing = judgedOf({ ...bothPatch, events: ['0 invoke', `0 reject ${missing}`] });
    expect(deviationsOf(nothing, claims)).toEqual([]);
  });
});

describe('what shows in other ways', () => {
  test('a session that cannot be read, by whom', () => {
    const judged = judgedOf({
      ...bothPatch,
      looks: [state({ x: 'x1', y: 'y1' }), 'SyntaxError: no'],
      reopened: 'SyntaxError: no',
    });
    const found = deviationsOf({ ...judged, aimed: { ...judged.aimed, program: { ...judged.aimed.program, setup } } }, claims);
    expect(found.flatMap((one) => (one.kind === 'unreadable' ? [one.where] : []))).toEqual(['instance 2', 'a new instance']);
  });

  test('what nobody could catch, and then nothing else', () => {
    expect(kinds({ ...bothPatch, stray: 'Error: no', looks: [state({})] })).toEqual(['stray']);
  });
});

describe('order', () => {
  const appends: Told = {
    clients: [[append('p1'), append('p2')], [append('q1')]],
    events: ['0 invoke', '1 invoke', '0 acknowledge', '0 invoke', '1 acknowledge', '0 acknowledge'],
    judgement: 'order',
  };

  test.each<[string[], string[]]>([
    [['p1', 'p2', 'q1'], []],
    [['q1', 'p1', 'p2'], []],
    [['p1', 'q1', 'p2'], []],
    [
      ['p2', 'p1', 'q1'],
      ['not-linearizable', 'out-of-order'],
    ],
    [['p1', 'q1'], ['not-linearizable']],
    [['p1', 'p1', 'p2', 'q1'], ['not-linearizable']],
  ])('%j: %j', (names, expected) => {
    expect(kinds({ ...appends, looks: [state({}, ...names)] })).toEqual(expected);
  });

  test('is each client’s own also where only a flush acknowledges', () => {
    const byFlush = resolveClaims({ survives: 'process-kill', acknowledgedBy: 'flush', append: 'queued' });
    const queued: Told = {
      ...appends,
      clients: [[append('p1'), append('p2')]],
      events: ['0 invoke', '0 acknowledge', '0 invoke', '0 acknowledge'],
    };
    expect(kinds({ ...queued, looks: [state({}, 'p1', 'p2')] }, byFlush)).toEqual([]);
    expect(kinds({ ...queued, looks: [state({}, 'p2', 'p1')] }, byFlush)).toEqual(['out-of-order']);
  });

  test('is nothing that other judgements ask for', () => {
    const byFlush = resolveClaims({ survives: 'process-kill', acknowledgedBy: 'flush', append: 'queued' });
    const told: Told = {
      clients: [[append('p1'), append('p2')]],
      events: ['0 invoke', '0 acknowledge', '0 invoke', '0 acknowledge'],
    };
    expect(kinds({ ...told, looks: [state({}, 'p2', 'p1')] }, byFlush)).toEqual([]);
  });
});

describe('poison', () => {
  const failing: Told = {
    clients: [[patch('x1'), patch('x2'), patch('x3'), read]],
    events: [],
    judgement: 'poison',
    faultStruck: true,
    reopened: state({}),
  };
  const refused: ToldEvent = '0 reject Error: ENOSPC';
  const readBack: ToldEvent[] = ['0 invoke', ['0 acknowledge', { state: state({}) }]];

  test.each<[string, ToldEvent[], Partial<Told>, string[]]>([
    ['one is refused, the next is not', ['0 invoke', refused, '0 invoke', '0 acknowledge', '0 invoke', '0 acknowledge'], {}, []],
    ['one of the next is not', ['0 invoke', refused, '0 invoke', refused, '0 invoke', '0 acknowledge'], {}, []],
    [
      'all are refused, and reads are not',
      ['0 invoke', refused, '0 invoke', refused, '0 invoke', refused, ...readBack],
      {},
      ['poisoned'],
    ],
    ['the next never comes back', ['0 invoke', refused, '0 invoke'], { end: 'stuck' }, ['unfinished']],
    [
      'all after a success are refused',
      ['0 invoke', '0 acknowledge', '0 invoke', refused, '0 invoke', refused],
      {},
      ['poisoned'],
    ],
    ['only the last is refused', ['0 invoke', '0 acknowledge', '0 invoke', '0 acknowledge', '0 invoke', refused], {}, []],
    ['nothing is refused', ['0 invoke', '0 acknowledge', '0 invoke', '0 acknowledge'], {}, []],
    ['nothing failed: it refuses everything', ['0 invoke', refused, '0 invoke', refused], { faultStruck: false }, []],
    ['the failure destroyed the session', ['0 invoke', refused, '0 invoke', refused], { reopened: null }, []],
    ['nobody can read the session any more', ['0 invoke', refused, '0 invoke', refused], { reopened: 'SyntaxError: no' }, []],
  ])('%s', (_, events, more, expected) => {
    expect(kinds({ ...failing, events, ...more })).toEqual(expected);
  });

  test('in words', () => {
    const judged = judgedOf({ ...failing, events: ['0 invoke', refused, '0 invoke', '0 reject Error: the same'] });
    const [deviation] = deviationsOf(judged, claims);
    if (deviation === undefined) throw new Error('no deviation');
    expect(describeDeviation(deviation, judged.aimed.program).observed).toContain('the last with: Error: the same');
  });
});

describe('overtaking', () => {
  const note = (check: OvertakingCheck, ...events: ToldEvent[]) => check.note(judgedOf({ ...bothPatch, events }));

  test('is blocked where the second never came back while the first was held', () => {
    const check = new OvertakingCheck();
    expect(check.blocked).toBe(false);
    expect(note(check, '0 invoke', '1 invoke')).toBe(true);
    expect(note(check, '0 invoke', '1 invoke')).toBe(true);
    expect(check.blocked).toBe(true);
    expect(note(check, '0 invoke', '1 invoke', '1 acknowledge')).toBe(true);
    expect(check.blocked).toBe(false);
  });

  test('nobody is held in an operation that is over, or has not begun', () => {
    const check = new OvertakingCheck();
    expect(note(check, '0 invoke', '0 acknowledge', '1 invoke')).toBe(false);
    expect(note(check, '1 invoke')).toBe(false);
    expect(check.blocked).toBe(false);
  });
});
