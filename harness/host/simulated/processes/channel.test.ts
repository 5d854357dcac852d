import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Channel, createChannelMemory, ENGINE } from './channel.ts';
import { MessageReader, MessageWriter } from './message.ts';

const module = new URL('../../../../dist/harness/host/simulated/processes/channel.js', import.meta.url);
const messages = new URL('../../../../dist/harness/host/simulated/processes/message.js', import.meta.url);

/** A thread that sends back every message that it gets; of those of no bytes it makes nothing, ever. */
const ECHO = `
  import { workerData } from 'node:worker_threads';
  import { Channel, PROCESS } from '${module}';
  import { MessageWriter } from '${messages}';
  const channel = new Channel(workerData, PROCESS);
  for (;;) {
    const bytes = channel.receive().data();
    while (bytes.length === 0);
    channel.send(new MessageWriter().data(bytes));
  }`;

function echo() {
  const memory = createChannelMemory();
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(ECHO)}`), { workerData: memory });
  return { worker, channel: new Channel(memory, ENGINE) };
}

test.each([1, 1000, 262_140, 262_141, 5_000_000])('%i bytes arrive and come back', async (length) => {
  const { worker, channel } = echo();
  const bytes = Uint8Array.from({ length }, (_, index) => index % 251);
  for (let round = 0; round < 3; round++) {
    expect(channel.send(new MessageWriter().data(bytes), 60_000)).toBe(true);
    const received = channel.receive(60_000)?.data();
    expect(Buffer.compare(received ?? Buffer.alloc(0), bytes)).toBe(0);
  }
  await worker.terminate();
});

test('silence is not waited for beyond its time, and the silent thread can be ended', async () => {
  const { worker, channel } = echo();
  channel.send(new MessageWriter().data(new Uint8Array(0)));
  expect(channel.receive(100)).toBeUndefined();
  await worker.terminate();
});

test('a thread that waits for its turn can be ended', async () => {
  const { worker, channel } = echo();
  channel.send(new MessageWriter().data(Uint8Array.of(1)));
  channel.receive();
  await worker.terminate();
});

test('what was written is read', () => {
  const message = new MessageWriter();
  const state = { at: new Date(0), missing: undefined, zero: -0, list: [1n, 'x'] };
  message
    .byte(255)
    .int(-1)
    .number(Number.NaN)
    .text('söme text 𝄞')
    .data(Uint8Array.of(1, 2))
    .value(state)
    .text('x'.repeat(10_000));
  const memory = new ArrayBuffer(message.length);
  new Uint8Array(memory).set(message.bytes);
  const read = new MessageReader(memory);
  expect([read.byte(), read.int(), read.number(), read.text()]).toEqual([255, -1, Number.NaN, 'söme text 𝄞']);
  expect(Array.from(read.data())).toEqual([1, 2]);
  expect(read.value()).toEqual(state);
  expect(read.text()).toHaveLength(10_000);
});
