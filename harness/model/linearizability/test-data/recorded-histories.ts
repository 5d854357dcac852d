import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ConcurrentHistory } from '../concurrent-history.ts';
import { type MapInput, type MapOutput, parseMapHistory } from './append-get.ts';
import { parseRegisterLog, type RegisterInput, type RegisterOutput } from './cas-register.ts';

export interface RecordedHistory<Input, Output> {
  readonly name: string;
  readonly history: ConcurrentHistory<Input, Output>;
  /** What is known of it. */
  readonly linearizable: boolean;
}

/** @param folder `fixtures/histories` */
export function recordedRegisterHistories(folder: string): RecordedHistory<RegisterInput, RegisterOutput>[] {
  const lines = readFileSync(path.join(folder, 'etcd', 'verdicts.txt'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const [name = '', verdict] = line.split(' ');
    const history = parseRegisterLog(readFileSync(path.join(folder, 'etcd', name), 'utf8'));
    return { name, history, linearizable: verdict === 'true' };
  });
}

/** @param folder `fixtures/histories` */
export function recordedMapHistories(folder: string): RecordedHistory<MapInput, MapOutput>[] {
  return ['c01-ok', 'c01-bad', 'c10-ok', 'c10-bad'].map((name) => ({
    name,
    history: parseMapHistory(readFileSync(path.join(folder, 'kv', `${name}.txt`), 'utf8')),
    linearizable: name.endsWith('-ok'),
  }));
}
