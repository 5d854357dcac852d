import process from 'node:process';
import { live } from '../../../dist/harness/host/life.js';
import { errorText } from '../../../dist/harness/host/problem.js';
import { ProcessRuntime } from '../../../dist/harness/host/process/process-runtime.js';
import { loadAdapter, resolveTarget } from '../../../dist/harness/judge/target.js';

// One life of a store with Node's own file system, nothing in between. Its argument is `{ store, dir, steps }` as JSON; it prints the report.
const { store, dir, steps } = JSON.parse(process.argv[2]);
let stray;
for (const kind of ['uncaughtException', 'unhandledRejection']) {
  process.on(kind, (error) => {
    stray ??= { kind: kind === 'uncaughtException' ? 'uncaught' : 'unhandled-rejection', message: errorText(error) };
  });
}
const runtime = new ProcessRuntime({
  callDeadlineMs: 20_000,
  onCall: () => {},
  stray: () => stray,
  strayed: new Promise(() => {}),
  pendingCalls: () => 0,
});
const report = await live({ adapter: await loadAdapter(resolveTarget(store)), dir, runtime }, { steps });
process.stdout.write(JSON.stringify(stray === undefined ? report : { ...report, stray }), () => process.exit());
