import { expect, test } from 'vitest';
import { type Claims, resolveClaims } from '../../contract/claims.ts';
import type { FailureCore } from '../../suite/failure-core.ts';
import { replayClaims } from './store.ts';

const crash: FailureCore & { [key: string]: unknown } = {
  scenario: 'crash',
  model: 'process-kill',
  models: ['process-kill'],
  operations: [],
  crash: { changes: 1 },
  expected: '',
  observed: '',
};

function race(...processes: number[]): FailureCore & { [key: string]: unknown } {
  const instances = processes.map((process) => ({ process, path: 'plain' as const }));
  const program = { instances, clients: [{ instance: 0, operations: [] }] };
  return { scenario: 'concurrent-patch', operations: [], program, turns: [], expected: '', observed: '' };
}

test.each<[what: string, claims: Claims, core: FailureCore, notApplicable: { [id: string]: string }, assumed: Partial<Claims>]>([
  ['a crash of what is claimed', { survives: 'process-kill' }, crash, {}, {}],
  ['a crash of what is not', { survives: 'process-kill' }, crash, { 'CRASH-1': 'not claimed' }, { survives: 'power-loss' }],
  ['a race of what is claimed', { survives: 'process-kill' }, race(0), {}, {}],
  [
    'a race of two instances, of which one is claimed',
    { survives: 'nothing' },
    race(0, 0),
    {},
    { survives: 'power-loss', writers: 'many-instances' },
  ],
  ['two instances, both claimed', { survives: 'nothing', writers: 'many-instances' }, race(0, 0), {}, {}],
  [
    'a race of two processes',
    { survives: 'process-kill', writers: 'many-instances' },
    race(0, 1),
    {},
    { survives: 'power-loss', writers: 'many-processes' },
  ],
])('%s', (_what, claims, core, notApplicable, assumed) => {
  const declared = resolveClaims(claims);
  const requirement = core.scenario === 'crash' ? 'CRASH-1' : 'PATCH-2';
  const capabilities = { methods: [], views: [], fields: true, records: true };
  expect(replayClaims({ claims: declared, capabilities }, { requirement, core }, notApplicable)).toEqual({
    ...declared,
    ...assumed,
  });
});
