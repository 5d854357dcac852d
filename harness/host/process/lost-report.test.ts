import { expect, test } from 'vitest';
import type { Operation } from '../../model/operation.ts';
import { emptyReport, type LifePlan, type LifeReport } from '../life.ts';
import { lostReport } from './lost-report.ts';

const operation: Operation = { op: 'delete', session: 'alpha' };
const plan: LifePlan = { steps: [{ do: 'operations', operations: [operation, operation] }] };
const problem = { kind: 'exited', message: 'gone' } as const;
const told = (): LifeReport => emptyReport({ ok: true, value: undefined });

test('of a life that never opened: what ended it, as the outcome of open', () => {
  const report = lostReport({ told: undefined, history: [], plan }, problem);
  expect(report).toMatchObject({ opened: { ok: false, problem }, operations: [], snapshots: [] });
});

test('of a life that opened: what ended it on the side, and the operations that were begun', () => {
  const history = [{ type: 'invoke', operation: 0 }] as const;
  const report = lostReport({ told: told(), history, plan }, problem);
  expect(report).toMatchObject({ opened: { ok: true }, stray: problem, history, operations: [operation] });
});

test('what the store did wrong before is not hidden by what ended it', () => {
  const stray = { kind: 'uncaught', message: 'before' } as const;
  expect(lostReport({ told: { ...told(), stray }, history: [], plan }, problem).stray).toEqual(stray);
});
