import { afterEach, describe, expect, test } from 'vitest';
import type { Operation } from '../../model/operation.ts';
import { text } from '../../model/text.ts';
import type { ReadingBeside } from '../reading.ts';
import { ProcessHost } from './process-host.ts';

const dist = new URL('../../../dist/', import.meta.url).href;
const hosts: ProcessHost[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.dispose();
});

async function hostOf(module: string): Promise<ProcessHost> {
  const argument = JSON.stringify({ shown: module, url: `${dist}${module}.js` });
  const host = await ProcessHost.create({ program: new URL(`${dist}harness/judge/store-child.js`), argument });
  hosts.push(host);
  return host;
}

const session = 'alpha';
const large = text('p2', 600_000);
const documents: Operation[] = [
  { op: 'create', session, fields: {} },
  { op: 'patch', session, fields: { large } },
];
const log: Operation[] = [
  { op: 'append', session, record: 1 },
  { op: 'append', session, record: large },
];
const sessions = [session];

async function lived(host: ProcessHost, operations: readonly Operation[]) {
  const steps = [{ do: 'operations', operations }, { do: 'close' }] as const;
  return host.live(await host.emptyImage(), { steps }, { incarnation: 0 });
}

const reads = ({ sights }: ReadingBeside) => sights.flatMap((sight) => ('result' in sight ? [sight.result] : []));

describe('a writer is held in front of a change while another process reads', () => {
  test.each([
    ['before it began', 0, [{ state: null }, { state: null }]],
    ['before the patch', 2, [{ state: { fields: {} } }, { state: { fields: {} } }]],
    ['when it has emptied the file', 3, [{ state: null }, { state: null }]],
  ])('%s', async (_, changes, expected) => {
    const host = await hostOf('fixtures/defects/crash-injection/truncate-in-place');
    const life = await lived(host, documents);
    const reading = await host.readBeside(life, { at: { changes }, advances: [], sessions });
    expect(reads(reading)).toEqual(expected);
    expect(reading).toMatchObject({ opened: { ok: true }, disturbed: false });
    expect(reading.openedAt).toBe(life.changes[changes]?.historyBefore);
  });

  test('in the midst of a write, also of an append, which is whole afterwards', async () => {
    const host = await hostOf('adapters/jsonl-log');
    const life = await lived(host, log);
    const write = life.changes.findLast(({ event }) => event.primitive === 'write');
    if (write === undefined) throw new Error('no write');
    const at = { changes: write.index, tornBytes: 4096 - ((write.event.offset ?? 0) % 4096) };
    const torn = await host.readBeside(life, { at, advances: [], sessions });
    expect(reads(torn)).toEqual([{ state: { records: [1] } }, { state: { records: [1] } }]);
    // Held there once more on its way, it goes on to its end while the reader is held between its two rounds.
    const all = await host.readBeside(life, { at, advances: [{ primitive: 9, to: { changes: life.changes.length } }], sessions });
    const [, last] = reads(all);
    expect(last).toMatchObject({ state: { records: [1, expect.stringMatching(/^p2:/)] } });
    expect(all.disturbed).toBe(false);
  });

  test('when it is done', async () => {
    const host = await hostOf('fixtures/defects/crash-injection/truncate-in-place');
    const life = await lived(host, documents);
    const reading = await host.readBeside(life, { at: { changes: life.changes.length }, advances: [], sessions });
    expect(reads(reading)).toMatchObject([{ state: { fields: { large: expect.any(String) } } }, expect.anything()]);
    expect(reading.openedAt).toBe(life.report.history.length);
  });
});
