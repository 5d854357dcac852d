import { describe, expect, test } from 'vitest';
import { resolveClaims } from '../../harness/contract/claims.ts';
import { judgementOf } from './judgement-of.ts';
import { LEVELS } from './levels.ts';
import { PATCH_REQUIREMENTS } from './requirements.ts';
import { smallerPrograms } from './smaller-programs.ts';

const claims = resolveClaims({ survives: 'process-kill', writers: 'many-processes' });
const methods = ['create', 'patch', 'append', 'rewrite', 'touch', 'delete', 'consume', 'list'] as const;
const capabilities = { methods: [...methods], views: [], fields: true, records: true };

// A replay knows the requirement and the program alone.
describe.each(PATCH_REQUIREMENTS.map((requirement) => [requirement.id, requirement] as const))('%s', (id, requirement) => {
  const programs = requirement.programs({ claims, capabilities, effort: 'default', levels: LEVELS });

  test('judges in a replay as it does in a run, also what was shrunk', () => {
    expect(programs.length).toBeGreaterThan(0);
    for (const { program, judgement } of programs) {
      expect(judgementOf(id, program)).toBe(judgement);
      for (const smaller of smallerPrograms(program)) expect(judgementOf(id, smaller)).toBe(judgement);
    }
  });
});
