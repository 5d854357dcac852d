import type { RunRecord } from './run-record.ts';
import type { Target } from './target.ts';

export async function confirmByKilling(_target: Target, _record: RunRecord, _signal: AbortSignal | undefined): Promise<void> {}
