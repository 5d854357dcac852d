import type { Timeline } from '../verdict/counterexample.ts';

/** A crash moment by moment, with every key of one. */
export function sampleTimeline(): Timeline {
  return {
    points: [
      { changes: 0, operations: [], files: [], recovered: ['a: no such session'] },
      {
        changes: 1,
        event: 'opening a.json for writing, which creates it (fs.promises.writeFile at src/json-store.ts:42)',
        operations: ['In flight: create of a.'],
        files: [{ path: 'a.json', kind: 'file', sizeBytes: 0, excerpt: '' }],
        recovered: ['a: no such session', 'list: a'],
      },
      {
        changes: 1,
        tornBytes: 4096,
        event: '4096 bytes of the write of 9000 bytes to a.json',
        operations: ['Acknowledged: create of a.', 'In flight: patch of a.'],
        files: [{ path: 'a.json', kind: 'file', sizeBytes: 4096, excerpt: `{"x":${'\\x00'.repeat(40)}` }],
        recovered: ['a: reading it failed with SyntaxError'],
        wrong: 'Session a cannot be read.',
        isFailure: true,
      },
      { changes: 2, event: 'the unlink of a.json', operations: [], files: [], recovered: ['a: no such session'] },
    ],
  };
}

/** A race call by call, with every key of one. */
export function sampleLanes(): Timeline {
  return {
    points: [
      { changes: 0, event: 'Client 1: called patch of a', operations: ['In flight: patch of a (client 1).'], files: [], at: 0 },
      { changes: 1, event: 'Client 2: wrote 9 bytes to a.json', operations: [], files: [], at: 1 },
      {
        changes: 1,
        event: 'Client 1: patch of a came back',
        operations: [],
        files: [],
        recovered: ['instance 1, a: {}'],
        wrong: 'No order explains the last read.',
        isFailure: true,
        at: 2,
      },
    ],
    lanes: [
      {
        client: 'Client 1',
        operations: [{ operation: 'patch a { x: "x1" }', called: 0, returned: 2, outcome: 'refused: EIO' }],
        calls: [],
      },
      {
        client: 'Client 2',
        operations: [{ operation: 'read a', called: 1 }],
        calls: [{ at: 1, call: 'wrote 9 bytes to a.json' }],
      },
    ],
  };
}
