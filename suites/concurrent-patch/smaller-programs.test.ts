import { describe, expect, test } from 'vitest';
import { resolveClaims } from '../../harness/contract/claims.ts';
import type { Program } from '../../harness/model/program.ts';
import { LEVELS } from './levels.ts';
import { patch, read } from './programs.ts';
import { PATCH_REQUIREMENTS } from './requirements.ts';
import { smallerPrograms } from './smaller-programs.ts';

const claims = resolveClaims({ survives: 'process-kill', writers: 'many-processes', acknowledgedBy: 'flush' });
const capabilities = {
  methods: ['create', 'patch', 'append', 'rewrite', 'touch', 'delete', 'consume', 'flush', 'list'] as const,
  views: [],
  fields: true,
  records: true,
};
const every = PATCH_REQUIREMENTS.flatMap(({ programs }) =>
  programs({ claims, capabilities: { ...capabilities, methods: [...capabilities.methods] }, effort: 'thorough', levels: LEVELS }),
).map(({ program }) => program);

/** How much there is of it: each cut makes this less. */
function sizeOf({ clients, setup, instances, deaths = [], onePid }: Program): number {
  const operations = clients.reduce((sum, client) => sum + client.operations.length, 0);
  const spelled = instances.filter(({ path }) => path !== 'plain').length;
  return clients.length + operations + setup.length + instances.length + spelled + deaths.length + (onePid === true ? 1 : 0);
}

test('each of them is smaller, so that shrinking ends', () => {
  for (const program of every)
    for (const smaller of smallerPrograms(program)) expect(sizeOf(smaller)).toBeLessThan(sizeOf(program));
});

test('each of them can be run: clients have an instance and something to do, deaths and faults somebody whom they are of', () => {
  const waiting = [...every];
  let looked = 0;
  for (let program = waiting.pop(); program !== undefined && looked < 20_000; program = waiting.pop()) {
    looked++;
    const { clients, instances, deaths = [], fault } = program;
    expect(clients.length).toBeGreaterThan(0);
    for (const { instance, operations } of clients) {
      expect(instances[instance]).toBeDefined();
      expect(operations.length).toBeGreaterThan(0);
    }
    for (const death of deaths) {
      expect(clients.some(({ instance }) => instances[instance]?.process === death)).toBe(true);
    }
    if (fault !== undefined) expect(clients[fault.client]).toBeDefined();
    const [first] = smallerPrograms(program);
    if (first !== undefined) waiting.push(first);
    else expect(sizeOf(program)).toBeLessThanOrEqual(4);
  }
  expect(looked).toBeGreaterThan(every.length);
});

describe('cuts', () => {
  const program: Program = {
    setup: [{ op: 'create', session: 'a', fields: {} }],
    instances: [
      { process: 0, path: 'plain' },
      { process: 0, path: 'symlink' },
      { process: 1, path: 'plain' },
    ],
    clients: [
      { instance: 0, operations: [patch('x1'), read] },
      { instance: 2, operations: [patch('y1')] },
    ],
    onePid: true,
  };
  const cuts = [...smallerPrograms(program)];

  test('whole clients first', () => {
    expect(cuts.slice(0, 2).map(({ clients }) => clients)).toEqual([[program.clients[1]], [program.clients[0]]]);
  });

  test('then operations, the last first; a client keeps one', () => {
    const operations = cuts
      .slice(2, 4)
      .map(({ clients }) => clients.map((client) => client.operations.map(({ op }) => op).join()));
    expect(operations).toEqual([
      ['patch', 'patch'],
      ['read', 'patch'],
    ]);
  });

  test('then the setup, the one pid, instances that nobody uses, and spellings', () => {
    const [setup, pid, instance, spelling, ...more] = cuts.slice(4);
    expect(more).toEqual([]);
    expect(setup?.setup).toEqual([]);
    expect(pid).not.toHaveProperty('onePid');
    expect(instance?.instances).toEqual([program.instances[0], program.instances[2]]);
    expect(instance?.clients.map((client) => client.instance)).toEqual([0, 1]);
    expect(spelling?.instances[1]).toEqual({ process: 0, path: 'plain' });
  });

  test('who dies stays, as long as the death does', () => {
    const mortal: Program = { ...program, deaths: [1] };
    const left = [...smallerPrograms(mortal)].filter(({ deaths }) => deaths !== undefined);
    expect(left.every(({ clients }) => clients.some(({ instance }) => instance === 2))).toBe(true);
    expect([...smallerPrograms(mortal)].some(({ deaths, clients }) => deaths === undefined && clients.length === 2)).toBe(true);
  });
});
