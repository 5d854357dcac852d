import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkLinearizability } from './check.ts';
import { APPEND_GET } from './test-data/append-get.ts';
import { CAS_REGISTER } from './test-data/cas-register.ts';
import { recordedMapHistories, recordedRegisterHistories } from './test-data/recorded-histories.ts';

// Histories of real systems whose verdicts other checkers found: fixtures/histories/README.md.

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../fixtures/histories');
const registers = recordedRegisterHistories(folder);

test('all of them are there, and of both kinds', () => {
  expect(registers.map(({ linearizable }) => linearizable)).toHaveLength(60);
  expect(registers.filter(({ linearizable }) => linearizable)).toHaveLength(13);
});

test.each(registers)('etcd: $name', ({ history, linearizable }) => {
  expect(checkLinearizability(CAS_REGISTER, history).verdict).toBe(linearizable ? 'linearizable' : 'violation');
});

test.each(recordedMapHistories(folder))('key-value: $name', ({ history, linearizable }) => {
  expect(checkLinearizability(APPEND_GET, history).verdict).toBe(linearizable ? 'linearizable' : 'violation');
});
