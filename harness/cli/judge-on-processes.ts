import { emptyRecord, type RunRecord } from './run-record.ts';
import type { ResolvedJudgeOptions } from './judge-options.ts';
import type { Target } from './target.ts';

export async function judgeOnProcesses(_target: Target, _options: ResolvedJudgeOptions): Promise<RunRecord> {
  return emptyRecord();
}
