import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';

// Local time takes its thread over: what it shows is asked of a worker, and of this thread, whose zone is that of the machine, by moments that are shifted.

const module = new URL('../../../dist/harness/host/simulated/local-time.js', import.meta.url).href;

/** What an expression gives in a thread whose local time is so many minutes ahead of UTC; `times` are there as numbers. */
function inZone(zoneMinutes: number, expression: string, times: readonly number[] = []): Promise<unknown> {
  const code = `
    const { parentPort, workerData: times } = require('node:worker_threads');
    import(${JSON.stringify(module)}).then(({ LocalTime }) => {
      new LocalTime().set(${zoneMinutes});
      parentPort.postMessage(${expression});
    });`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(code, { eval: true, workerData: times });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

const NEW_YEAR = Date.UTC(2024, 0, 1);

test('local parts are those of the zone', async () => {
  const shown = `(() => { const date = new Date(${NEW_YEAR}); return [date.getFullYear(), date.getMonth(), date.getDate(), date.getDay(), date.getHours(), date.getTimezoneOffset()]; })()`;
  expect(await inZone(0, shown)).toEqual([2024, 0, 1, 1, 0, 0]);
  expect(await inZone(-480, shown)).toEqual([2023, 11, 31, 0, 16, 480]);
  expect(await inZone(60, shown)).toEqual([2024, 0, 1, 1, 1, -60]);
});

test('and so are the texts', async () => {
  const shown = `(() => { const date = new Date(${NEW_YEAR}); return [date.toString(), date.toDateString(), date.toTimeString(), date.toISOString(), date.toLocaleString('en-GB'), new Intl.DateTimeFormat('en-GB').format(date), date.toLocaleTimeString('en-GB', { timeZone: 'Asia/Tokyo' })]; })()`;
  expect(await inZone(-480, shown)).toEqual([
    'Sun Dec 31 2023 16:00:00 GMT-0800 (GMT-08:00)',
    'Sun Dec 31 2023',
    '16:00:00 GMT-0800 (GMT-08:00)',
    '2024-01-01T00:00:00.000Z',
    '31/12/2023, 16:00:00',
    '31/12/2023',
    '09:00:00',
  ]);
});

test('what has no zone of its own is read as local', async () => {
  const read = (text: string) => `new Date(${JSON.stringify(text)}).getTime()`;
  const texts = ['2024-01-01', '2024-01-01T00:00', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00+02:00', 'Jan 1 2024 00:00'];
  const found = await inZone(
    60,
    `[${texts.map(read).join(', ')}, new Date(2024, 0).getTime(), Date.parse('2024/01/01'), new Date('no date').getTime()]`,
  );
  const hour = 3_600_000;
  expect(found).toEqual([
    NEW_YEAR,
    NEW_YEAR - hour,
    NEW_YEAR,
    NEW_YEAR - 2 * hour,
    NEW_YEAR - hour,
    NEW_YEAR - hour,
    NEW_YEAR - hour,
    Number.NaN,
  ]);
});

test('what is set by parts shows by parts, and a text that was made is read as the same time', async () => {
  const times = fc.sample(fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), 200).map(Number);
  const same = `times.every((time) => {
    const whole = Math.floor(time / 1000) * 1000;
    const date = new Date(whole);
    const made = new Date(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds());
    const set = new Date(0);
    set.setFullYear(date.getFullYear(), date.getMonth(), date.getDate());
    set.setHours(date.getHours(), date.getMinutes(), date.getSeconds(), 0);
    return [made.getTime(), set.getTime(), Date.parse(date.toString()), Date.parse(date.toISOString())].every((one) => one === whole);
  })`;
  for (const zone of [0, 60, -480, 840]) expect(await inZone(zone, same, times)).toBe(true);
});

test('a date is still one', async () => {
  const shown = `[new Date() instanceof Date, new Date().constructor === Date, typeof Date(), Object.prototype.toString.call(new Date()), new (class Day extends Date { get day() { return this.getDate(); } })(2024, 0, 5).day, new Date(Number.NaN).getTimezoneOffset(), String(new Date(Number.NaN))]`;
  expect(await inZone(60, shown)).toEqual([true, true, 'string', '[object Date]', 5, Number.NaN, 'Invalid Date']);
});
