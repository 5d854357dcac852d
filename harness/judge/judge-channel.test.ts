import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { type Heard, JudgeLine } from './judge-channel.ts';

/** What the main thread hears when these are posted on the worker's port, in order. */
async function heardOf(sent: (secret: string) => readonly unknown[]): Promise<Heard[]> {
  const heard: Heard[] = [];
  const { line, drain } = lineWith(heard);
  for (const message of sent(line.secret)) line.port.postMessage(message);
  const { port1, port2 } = new MessageChannel();
  port2.postMessage('later than those');
  await once(port1, 'message');
  drain();
  port1.close();
  return heard;
}

function lineWith(heard: Heard[]) {
  const judgeLine = new JudgeLine((one) => void heard.push(one));
  return { line: judgeLine.line, drain: () => judgeLine.drain() };
}

const END = { type: 'end' } as const;

test('the word of whoever knows the secret is heard, in order', async () => {
  const heard = await heardOf((secret) => [
    { secret, number: 0, message: END },
    { secret, number: 1, message: END },
  ]);
  expect(heard).toEqual([
    { genuine: true, message: END },
    { genuine: true, message: END },
  ]);
});

test.each<[what: string, sent: (secret: string) => unknown]>([
  ['null', () => null],
  ['a message without a seal', () => END],
  ['a guessed secret', () => ({ secret: 'guessed', number: 0, message: END })],
  ['one that was kept back, or said before', (secret) => ({ secret, number: 1, message: END })],
])('%s is known for what it is', async (_what, sent) => {
  expect(await heardOf((secret) => [sent(secret)])).toEqual([{ genuine: false }]);
});
