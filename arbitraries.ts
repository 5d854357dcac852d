export { type Arbitraries, arbitraries } from './harness/arbitraries/arbitraries.ts';
export type { DamageOptions, FileDamage, FileDamageKind } from './harness/arbitraries/damages.ts';
export type { IdPair } from './harness/arbitraries/ids.ts';
export type { OperationOptions } from './harness/arbitraries/operations.ts';
export type { Operation, OperationName } from './harness/model/operation.ts';
