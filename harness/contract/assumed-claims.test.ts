import { expect, test } from 'vitest';
import { validateClaims } from '../contract/validate-claims.ts';
import { assumedClaims } from './assumed-claims.ts';
import { type Claims, resolveClaims } from './claims.ts';

test.each<[claims: Claims, assume: Partial<Claims> | undefined, changes: Partial<Claims>]>([
  [{ survives: 'process-kill' }, undefined, {}],
  [{ survives: 'nothing' }, { survives: 'power-loss' }, { survives: 'power-loss' }],
  [{ survives: 'process-kill', corruption: 'repair' }, { survives: 'power-loss' }, { survives: 'power-loss' }],
  [{ survives: 'nothing', append: 'queued' }, { survives: 'power-loss' }, { survives: 'power-loss', acknowledgedBy: 'flush' }],
  [
    { survives: 'power-loss', append: 'queued', acknowledgedBy: 'flush', writers: 'many-processes' },
    { survives: 'nothing' },
    { survives: 'nothing', acknowledgedBy: 'call', writers: 'many-instances' },
  ],
])('%j, assuming %j', (claims, assume, changes) => {
  const assumed = assumedClaims(resolveClaims(claims), assume);
  expect(assumed).toEqual({ ...resolveClaims(claims), ...changes });
  expect(() => validateClaims(assumed, 'the assumption')).not.toThrow();
});
