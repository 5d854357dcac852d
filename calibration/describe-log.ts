import { unforcedAt } from '../harness/crash/power-loss/kept-sets.ts';
import type { PowerLossModel } from '../harness/crash/power-loss/power-loss-model.ts';
import { diskLogOf, type MicroOperation } from '../harness/disk/disk-log.ts';
import type { Program } from './program.ts';
import { simulate } from './simulate.ts';

/** A program's micro-operations, as a model sees them at its end: what each waits for, and which a sync has forced. */
export function describeLog(program: Program, model: PowerLossModel): string[] {
  const { start, trace } = simulate(program);
  const log = diskLogOf(trace, start);
  const rules = model.rules(log);
  const unforced = new Set(unforcedAt(log, rules, log.entries.length));
  return log.entries.map((entry) => {
    if (entry.type !== 'operation') return `   ${entry.type} of inode ${entry.ino}`;
    const { operation } = entry;
    const after = rules.dependencies[operation.index] ?? [];
    const waits = after.length === 0 ? '' : `, not before ${after.join(', ')}`;
    return `${operation.index}: ${describeOperation(operation)}${waits}${unforced.has(operation.index) ? '' : ', forced'}`;
  });
}

function describeOperation(operation: MicroOperation): string {
  switch (operation.kind) {
    case 'data':
      return `data of inode ${operation.ino} from ${operation.start} to ${operation.end}`;
    case 'names':
      return `names: ${operation.changes
        .map(({ dir, name, ino }) => (ino === null ? `${dir}/${name} goes` : `${dir}/${name} is inode ${ino}`))
        .join(', ')}`;
    default:
      return `size of inode ${operation.ino} from ${operation.from} to ${operation.to} (${operation.kind})`;
  }
}
