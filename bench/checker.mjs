// How long the linearizability checker takes for recorded histories, in one process and warmed up: the median of several rounds. Beside them what
// Porcupine took for the same ones on another machine with two cores (Porcupine 1.x, Go 1.19).
import { fileURLToPath } from 'node:url';
import { checkLinearizability } from '../dist/harness/model/linearizability/check.js';
import { APPEND_GET } from '../dist/harness/model/linearizability/test-data/append-get.js';
import { CAS_REGISTER } from '../dist/harness/model/linearizability/test-data/cas-register.js';
import {
  recordedMapHistories,
  recordedRegisterHistories,
} from '../dist/harness/model/linearizability/test-data/recorded-histories.js';
import { amount } from './amount.mjs';
import { print } from './print.mjs';

const ROUNDS_BEFORE = amount(30, 1);
const ROUNDS = amount(31, 1);
const PORCUPINE = 'Porcupine 1.x';
/** 59 histories of at least 0.1 ms and one of 54 ms, and c10-ok. */
const PORCUPINE_SUM_MS = 59 * 0.1 + 54 + 0.65;
const SMALL_HISTORIES = amount(500, 10);
const SMALL_OPERATIONS = 20;

const folder = fileURLToPath(new URL('../fixtures/histories', import.meta.url));
const histories = [
  ...recordedRegisterHistories(folder).map((recorded) => ({ ...recorded, model: CAS_REGISTER, times: [] })),
  ...recordedMapHistories(folder).map((recorded) => ({ ...recorded, model: APPEND_GET, times: [] })),
];

for (let round = 0; round < ROUNDS_BEFORE + ROUNDS; round++) {
  for (const { name, model, history, linearizable, times } of histories) {
    const start = performance.now();
    const { verdict } = checkLinearizability(model, history);
    times.push(performance.now() - start);
    if ((verdict === 'linearizable') !== linearizable) throw new Error(`${name}: ${verdict}`);
  }
}

const warm = histories.map(({ name, times }) => ({ name, ms: median(times.slice(ROUNDS_BEFORE)) }));
for (const { name, ms } of warm) {
  const theirs = name === 'c10-ok' ? { ratio: ms / 0.65, baseline: `${PORCUPINE}: 0.65 ms` } : {};
  print({ name: `checked ${name}`, value: ms, unit: 'ms', ...theirs });
}
const sumMs = sum(warm.map(({ ms }) => ms));
print({
  name: `all ${warm.length} histories`,
  value: sumMs,
  unit: 'ms',
  ratio: sumMs / PORCUPINE_SUM_MS,
  baseline: `${PORCUPINE}: about ${Math.round(PORCUPINE_SUM_MS)} ms or more`,
  goal: PORCUPINE_SUM_MS,
});
const [slowest] = warm.toSorted((a, b) => b.ms - a.ms);
print({
  name: `the slowest of them, ${slowest.name}`,
  value: slowest.ms,
  unit: 'ms',
  ratio: slowest.ms / 54,
  baseline: `${PORCUPINE}: 54 ms`,
  goal: 50,
});
print({
  name: 'all of them in the first round, before anything was compiled',
  value: sum(histories.map(({ times }) => times[0])),
  unit: 'ms',
});

const small = Array.from({ length: SMALL_HISTORIES }, (_, seed) => smallHistory(seed));
const rates = Array.from({ length: ROUNDS }, () => {
  const start = performance.now();
  for (const history of small)
    if (checkLinearizability(fieldsModel(), history).verdict !== 'linearizable') throw new Error('wrong');
  return (SMALL_HISTORIES / (performance.now() - start)) * 1000;
});
print({ name: `histories of ${SMALL_OPERATIONS} operations of 3 clients on a JSON document`, value: median(rates), unit: '1/s' });

function fieldsModel() {
  const patched = (state, { fields }) => [{ ...state, ...fields }];
  return {
    initial: () => ({}),
    step: (state, input, output) => {
      if (input.op === 'patch') return patched(state, input);
      return JSON.stringify(state) === output ? [state] : [];
    },
    mayLeadTo: patched,
    key: (state) => JSON.stringify(state),
    readOnly: (input) => input.op === 'read',
  };
}

/** Patches and reads by three clients, each of which takes effect at once some time after its call. Keys are always in the same order. */
function smallHistory(seed) {
  let random = seed + 1;
  const next = (n) => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (random >> 8) % n;
  };
  let state = { k0: 0, k1: 0, k2: 0 };
  const history = [{ client: 0, input: { op: 'patch', fields: state }, output: undefined, call: 0, return: 1 }];
  const clients = [{}, {}, {}];
  for (let time = 2; history.length < SMALL_OPERATIONS; time++) {
    const client = next(3);
    const { input, done, call, output } = clients[client];
    if (input === undefined) {
      const op = next(5) < 2 ? { op: 'read' } : { op: 'patch', fields: { [`k${next(3)}`]: time } };
      clients[client] = { input: op, call: time };
    } else if (!done) {
      state = { ...state, ...input.fields };
      clients[client] = { input, call, done: true, output: input.op === 'read' ? JSON.stringify(state) : undefined };
    } else {
      history.push({ client, input, output, call, return: time });
      clients[client] = {};
    }
  }
  // What has happened without having returned is pending.
  for (const [client, { input, call }] of clients.entries()) if (input !== undefined) history.push({ client, input, call });
  return history;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
