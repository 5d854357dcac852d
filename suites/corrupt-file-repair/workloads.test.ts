import { expect, test } from 'vitest';
import { tagsIn } from '../../harness/corruption/tags.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import { sessionOf } from '../../harness/model/operation.ts';
import { expand } from '../../harness/model/text.ts';
import { isWellFormed } from '../../harness/model/workload.ts';
import { BYSTANDER, DAMAGED, firstOfDamaged, inPlainText, repairWorkloads } from './workloads.ts';

const DOCUMENTS: Capabilities = { methods: ['create', 'patch'], views: [], fields: true, records: false };
const LOGS: Capabilities = { methods: ['append', 'rewrite', 'flush'], views: [], fields: false, records: true };
const BOTH: Capabilities = { methods: ['create', 'patch', 'append'], views: [], fields: true, records: true };

test.each([
  ['documents', DOCUMENTS],
  ['logs', LOGS],
  ['both', BOTH],
] as const)('%s: the bystander comes first, and every payload has a tag of its own', (_, capabilities) => {
  for (const operations of repairWorkloads(capabilities, 'default')) {
    const writes = operations.filter((operation) => sessionOf(operation) !== undefined);
    expect(isWellFormed(writes, capabilities)).toBe(true);
    const first = firstOfDamaged(operations);
    expect(first).toBeGreaterThan(0);
    expect(operations.slice(first).map(sessionOf)).not.toContain(BYSTANDER);
    expect(operations.slice(0, first).map(sessionOf)).not.toContain(DAMAGED);
    const payloads = writes.filter(({ op }) => op !== 'create').map((operation) => tagsIn(JSON.stringify(operation)));
    expect(new Set(payloads.flat()).size).toBeGreaterThanOrEqual(payloads.length);
  }
});

test('a store of logs has a workload with a compaction, and one of several pages', () => {
  const workloads = repairWorkloads(LOGS, 'default');
  expect(workloads.some((operations) => operations.some(({ op }) => op === 'rewrite'))).toBe(true);
  expect(
    workloads.some(
      (operations) => JSON.stringify(operations.map((one) => ('record' in one ? expand(one.record) : 0))).length > 8192,
    ),
  ).toBe(true);
});

test('in plain text nothing is left that is not ASCII, and the tags are the same', () => {
  const [operations = []] = repairWorkloads(BOTH, 'quick');
  const plain = JSON.stringify(inPlainText(operations));
  expect(plain).toMatch(/^[\x20-\x7e]*$/);
  expect(tagsIn(plain)).toEqual(tagsIn(JSON.stringify(operations)));
});
