import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ours from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isWellFormed } from '../model/workload.ts';
import { arbitraries } from './arbitraries.ts';
import { FILE_DAMAGE_KINDS } from './damages.ts';
import { staysInside } from './ids.ts';

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const SEED = 7;

// A second copy of fast-check, as a project has one whose version is not ours: none of its classes is one of ours.
let project = '';
let theirs: typeof ours;
beforeAll(async () => {
  project = mkdtempSync(path.join(tmpdir(), 'crashworthy-'));
  mkdirSync(path.join(project, 'node_modules'));
  cpSync(path.join(modules, 'fast-check'), path.join(project, 'node_modules/fast-check'), { recursive: true });
  symlinkSync(path.join(modules, 'pure-rand'), path.join(project, 'node_modules/pure-rand'), 'junction');
  const main = createRequire(path.join(project, 'index.js')).resolve('fast-check');
  theirs = (await import(pathToFileURL(main).href)).default;
});
afterAll(() => rmSync(project, { recursive: true }));

test('the copies are two', () => {
  expect(theirs.Arbitrary).not.toBe(ours.Arbitrary);
  expect(theirs.__version).toBe(ours.__version);
});

describe.each([
  ['our copy of fast-check', () => ours],
  ['a copy of its own', () => theirs],
])('with %s', (_, copy) => {
  /** What a property that fails shrinks to, twice the same. */
  function simplest<T>(
    arbitraryOf: (made: ReturnType<typeof arbitraries>) => ReturnType<typeof ours.constant<T>>,
    holds: (value: T) => boolean,
  ): T {
    const fc = copy();
    const [found, again] = [0, 1].map(() => fc.check(fc.property(arbitraryOf(arbitraries(fc)), holds), { seed: SEED }));
    expect(JSON.stringify(again?.counterexample)).toBe(JSON.stringify(found?.counterexample));
    if (found?.counterexample == null) throw new Error('the property holds');
    return found.counterexample[0];
  }

  test.each<[what: string, fileOf: (id: string) => string]>([
    ['a sanitiser', (id) => id.replace(/[^\w.-]/g, '_')],
    ['a file system that folds case', (id) => id.toLowerCase()],
    ['a file system that normalises', (id) => id.normalize('NFC')],
    ['names that are cut', (id) => id.slice(0, 64)],
    ['decoding', (id) => (/%[^2-3]/.test(id) ? id : decodeURIComponent(id.replace(/%(?![0-9A-F]{2})/g, '%25')))],
  ])('ids that collide by %s are found', (_what, fileOf) => {
    const [one, other] = simplest(
      ({ idPairs }) => idPairs(),
      ([a, b]) => fileOf(a) !== fileOf(b),
    );
    expect(one).not.toBe(other);
    expect(fileOf(one)).toBe(fileOf(other));
  });

  test('a store that takes damage for an empty session is found', () => {
    const session = Buffer.from('{"messages":["hello"]}');
    const messagesIn = (file: Buffer): unknown[] => {
      try {
        return JSON.parse(file.toString()).messages;
      } catch {
        return [];
      }
    };
    const damage = simplest(
      ({ damages }) => damages(),
      (one) => messagesIn(one.applyTo(session))?.length !== 0,
    );
    expect(damage).toMatchObject({ kind: 'empty', place: 0 });
    expect(damage.describe(session)).toBe('The file was emptied.');
    expect(ours.stringify(damage)).toBe('damage(empty, place 0)');
  });

  test('a store that forgets to remove what it keeps beside a session is found', () => {
    const operations = simplest(
      ({ operations }) => operations({ methods: ['create', 'patch', 'delete'] }),
      (sequence) => {
        const kept = new Map<string, object>();
        const held = new Set<string>();
        for (const operation of sequence) {
          if (operation.op === 'patch') kept.set(operation.session, { ...kept.get(operation.session), ...operation.fields });
          if (operation.op === 'create') {
            // What was there before it was deleted shows again.
            if (kept.has(operation.session) && !held.has(operation.session)) return false;
            held.add(operation.session);
          }
          if (operation.op === 'delete') held.delete(operation.session);
        }
        return true;
      },
    );
    expect(operations.map(({ op }) => op)).toEqual(['create', 'patch', 'delete', 'create']);
  });
});

test('no id leads out of its directory, and pairs differ', () => {
  const { ids, idPairs } = arbitraries(ours);
  ours.assert(ours.property(ids(), staysInside), { seed: SEED });
  ours.assert(
    ours.property(idPairs(), ([one, other]) => one !== other && staysInside(one) && staysInside(other)),
    { seed: SEED },
  );
});

test('operations are well formed, of the methods asked for, and within bounds; their texts are texts', () => {
  const methods = ['create', 'append', 'delete', 'rest'] as const;
  const capabilities = { methods: ['create', 'append', 'delete'], views: [], fields: false, records: true } as const;
  const sequences = arbitraries(ours).operations({ methods, maxLength: 6, sizes: ['pages', 'small'] });
  const seen = new Set<string>();
  ours.assert(
    ours.property(sequences, (operations) => {
      for (const { op } of operations) seen.add(op);
      expect(JSON.stringify(operations)).not.toContain('$text');
      return operations.length > 0 && operations.length <= 6 && isWellFormed(operations, capabilities);
    }),
    { seed: SEED },
  );
  expect([...seen].sort()).toEqual([...methods].sort());
});

test('without `rest` there is none, and without pages no long text', () => {
  const sequences = arbitraries(ours).operations({ methods: ['append'], sizes: ['small'] });
  ours.assert(
    ours.property(
      sequences,
      (operations) => operations.every(({ op }) => op === 'append') && JSON.stringify(operations).length < 2000,
    ),
    { seed: SEED },
  );
});

test('sizes are of texts: what has none is drawn with any', () => {
  const sequences = arbitraries(ours).operations({ methods: ['create', 'append', 'delete', 'flush'], sizes: ['huge'] });
  const drawn = ours.sample(sequences, { seed: SEED, numRuns: 100 }).flat();
  expect([...new Set(drawn.map(({ op }) => op))].sort()).toEqual(['append', 'create', 'delete', 'flush']);
  expect(drawn.filter((operation) => operation.op === 'append' && JSON.stringify(operation).length < 600_000)).toEqual([]);
});

test('a damage always changes the file, whatever is in it', () => {
  const files = ours.oneof(
    ours.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    ours.array(ours.json(), { maxLength: 4 }).map((lines) => Buffer.from(lines.map((line) => `${line}\n`).join(''))),
    ours.constant(Buffer.alloc(9)),
  );
  ours.assert(
    ours.property(files, arbitraries(ours).damages(), (file, damage) => {
      const before = Buffer.from(file);
      expect(damage.applyTo(file).equals(before)).toBe(false);
      expect(file.equals(before)).toBe(true);
      expect(damage.describe(file)).toMatch(/^[A-Z\d].*\.$/s);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test.each(FILE_DAMAGE_KINDS)('damage of the kind %s is of that kind, where the file has a place for it', (kind) => {
  const log = Buffer.from('{"at":"2026-03-14T09:00:00.000Z"}\n{"text":"hello, and some more to be hit"}\n');
  ours.assert(
    ours.property(
      arbitraries(ours).damages({ kinds: [kind] }),
      (damage) => damage.kind === kind && !damage.applyTo(log).equals(log),
    ),
    { seed: SEED, numRuns: 20 },
  );
});

test('what nothing can be made of is refused', () => {
  const { operations, damages } = arbitraries(ours);
  const refused = expect.objectContaining({ code: 'CW_ARBITRARY_OPTION' });
  expect(() => operations({ methods: ['delete'] })).toThrow(refused);
  expect(() => operations({ methods: [] })).toThrow(refused);
  expect(() => damages({ kinds: [] })).toThrow(refused);
  expect(() => damages({ kinds: ['melted' as never] })).toThrow(refused);
});
