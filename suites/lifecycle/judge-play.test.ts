import { expect, test } from 'vitest';
import { WARM_POOL_CLAIMS } from '../../adapters/warm-pool/claims.ts';
import { type PoolClaims, resolvePoolClaims } from '../../harness/contract/pool-claims.ts';
import type { Untimed } from '../../harness/host/pool/played-backend.ts';
import type { PoolEvent } from '../../harness/model/pool/event.ts';
import { judgePlay } from './judge-play.ts';
import { LIFECYCLE_REQUIREMENTS } from './requirements.ts';

// What a pool may do and what not, as events that were written by hand: `60s` is time that passes.

const AX = { chat: 'a', agent: 'x' };
const ROW = { ...AX, sessionId: 's-1', status: 'idle' } as const;

type Step = Untimed | `${number}s`;

const prompt = (call: number): Step => ({ type: 'call', call, of: { op: 'prompt', ...AX } });
const call = (number: number, op: 'sweep' | 'dispose' | 'reap'): Step => ({ type: 'call', call: number, of: { op } });
const back = (number: number, status?: 'done' | 'failed'): Step => ({
  type: 'return',
  call: number,
  ...(status === undefined ? {} : { status }),
});
const started = (spawn: number, resumeId?: string): Step[] => [
  { type: 'spawn', spawn, ...AX, ...(resumeId === undefined ? {} : { resumeId }) },
  { type: 'spawned', spawn, sessionId: resumeId ?? `s-${spawn}` },
];
const send = (spawn: number, number: number): Step => ({ type: 'send', spawn, call: number });
const told = (type: 'delta' | 'terminal' | 'exit' | 'kill' | 'stall', spawn: number): Step => ({ type, spawn });
const quiet = (...rows: (typeof ROW)[]): Step => ({ type: 'quiet', waited: true, rows });
const turn: Step[] = [
  prompt(1),
  ...started(1),
  send(1, 1),
  told('delta', 1),
  told('terminal', 1),
  { type: 'written', row: ROW },
  back(1, 'done'),
  quiet(ROW),
];

function judged(steps: readonly Step[], claims: PoolClaims = WARM_POOL_CLAIMS) {
  let atMs = 0;
  const events: PoolEvent[] = [];
  for (const step of [{ type: 'open' } as const, { type: 'opened' } as const, ...steps]) {
    if (typeof step === 'string') atMs += Number.parseInt(step, 10) * 1000;
    else events.push({ ...step, atMs });
  }
  const resolved = resolvePoolClaims(claims);
  const requirements = LIFECYCLE_REQUIREMENTS.filter((one) => {
    const subject = { claims: resolved } as Parameters<typeof one.notApplicable>[0];
    return one.notApplicable(subject) === undefined;
  });
  return judgePlay({ events, sweeps: true }, requirements, resolved).deviations.map(({ requirement }) => requirement);
}

test.each<[what: string, steps: readonly Step[], fails: string[]]>([
  ['a turn', turn, []],
  ['evicted at the end of its time', [...turn, '60s', told('kill', 1), quiet(ROW)], []],
  ['evicted before', [...turn, '59s', told('kill', 1)], ['LIFE-1']],
  ['kept for longer, with no sweep yet', [...turn, '90s', quiet(ROW)], []],
  ['kept by a sweep', [...turn, '61s', call(2, 'sweep'), back(2), quiet(ROW)], ['LIFE-1']],
  ['stopped in the middle of a turn', [prompt(1), ...started(1), send(1, 1), told('kill', 1)], ['LIFE-3']],
  ['evicted, and its row is gone', [...turn, '61s', told('kill', 1), quiet()], ['LIFE-4']],
  ['taken up again under its id', [...turn, '61s', told('kill', 1), quiet(ROW), prompt(2), ...started(2, 's-1'), send(2, 2)], []],
  ['begun anew after an eviction', [...turn, '61s', told('kill', 1), quiet(ROW), prompt(2), ...started(2)], ['LIFE-4']],
  [
    'begun anew after an exit',
    [...turn, told('exit', 1), quiet(ROW), prompt(2), ...started(2), send(2, 2), told('delta', 2), quiet(ROW)],
    [],
  ],
  ['a crash that nobody notices', [prompt(1), ...started(1), send(1, 1), told('exit', 1), quiet()], ['LIFE-5']],
  ['a crash that is not marked', [prompt(1), ...started(1), send(1, 1), told('exit', 1), back(1, 'failed'), quiet()], ['LIFE-5']],
  [
    'a crash that is',
    [
      prompt(1),
      ...started(1),
      send(1, 1),
      told('exit', 1),
      { type: 'put', row: { ...ROW, status: 'crashed' } },
      back(1, 'failed'),
      quiet(),
    ],
    [],
  ],
  ['two turns at once', [prompt(1), prompt(2), ...started(1), send(1, 1), send(1, 2)], ['LIFE-7']],
  ['a second prompt that is refused', [prompt(1), ...started(1), send(1, 1), prompt(2), back(2, 'failed'), quiet()], []],
  ['two agents of one session', [prompt(1), prompt(2), ...started(1), ...started(2)], ['LIFE-8']],
  ['the session of nobody', [prompt(1), ...started(1, 's-9')], ['LIFE-8']],
  ['a start that failed, and its prompt with it', [prompt(1), ...failing(1), back(1, 'failed'), quiet()], []],
  ['a start that is tried again', [prompt(1), ...failing(1), ...started(2), send(2, 1), quiet()], []],
  ['a start that leaves its prompt waiting', [prompt(1), ...failing(1), quiet()], ['LIFE-13']],
  ['one that is remembered', [prompt(1), ...failing(1), back(1, 'failed'), quiet(), prompt(2), back(2, 'failed')], ['LIFE-13']],
  ['a disposal that waits for a turn', [prompt(1), ...started(1), send(1, 1), call(2, 'dispose'), quiet()], []],
  ['one that does not', [prompt(1), ...started(1), send(1, 1), call(2, 'dispose'), told('kill', 1)], ['LIFE-12']],
  ['one that never ends', [...turn, call(2, 'dispose'), quiet(ROW)], ['LIFE-12']],
  [
    'silence that is taken for death',
    [prompt(1), ...started(1), send(1, 1), told('stall', 1), '30s', told('kill', 1)],
    ['LIFE-14'],
  ],
])('%s', (_, steps, fails) => {
  expect(judged(steps)).toEqual(fails);
});

test('what is not claimed is not judged', () => {
  const begunAnew = [...turn, '61s', told('kill', 1), quiet(), prompt(2), ...started(2), send(2, 2)] satisfies Step[];
  expect(judged(begunAnew)).toEqual(['LIFE-4']);
  expect(judged(begunAnew, { sessions: 'by-key' })).toEqual([]);
});

function failing(spawn: number): Step[] {
  return [
    { type: 'spawn', spawn, ...AX },
    { type: 'spawn-failed', spawn },
  ];
}
