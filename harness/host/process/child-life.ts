import type { Adapter } from '../../contract/adapter.ts';
import { resolveClaims } from '../../contract/claims.ts';
import { currentCall } from '../../disk/facade/current-call.ts';
import { type InstalledFileSystem, installFileSystem } from '../../disk/facade/install.ts';
import { FaultInjector } from '../../disk/fault.ts';
import type { FsEvent } from '../../disk/trace.ts';
import { WatchedGate } from '../../schedule/watched-gate.ts';
import { placesElsewhere } from '../elsewhere.ts';
import { openPathsOf } from '../held.ts';
import { live } from '../life.ts';
import { limitMs } from '../own-time/time-limits.ts';
import { errorText } from '../problem.ts';
import { SeededRandom } from '../simulated/seeded-random.ts';
import { ProgramError } from '../stdio/program-error.ts';
import { isOverStdio, type StdioAdapterOptions } from '../stdio/stdio-adapter.ts';
import { BESIDE_DIRECTORY } from './directory-image.ts';
import { injectFaults } from './inject-faults.ts';
import { KillSwitchKernel } from './kill-switch-kernel.ts';
import { LifeTeller } from './life-teller.ts';
import { OuterPlaces } from './outer-places.ts';
import {
  changeMessage,
  EVENT_DESCRIPTOR,
  type Hold,
  JOB_DESCRIPTOR,
  type ProcessJob,
  type ProcessMessage,
} from './pipe-protocol.ts';
import { ProcessRuntime } from './process-runtime.ts';
import { programBesideUs } from './program-beside-us.ts';
import { readToEnd, readWaiting } from './read-to-end.ts';
import { refusalOf } from './refusal.ts';
import { sendMessage } from './send-message.ts';
import { swallowOutput } from './swallow-output.ts';

const killProcess = process.kill.bind(process);
/** So much later than a program's own deadline. */
const AFTER_PROGRAM_MS = 1_000;
/** How often a process that waits for its kill looks whether anybody is left to kill it. */
const ORPHAN_LOOK_MS = 1_000;

/**
 * The whole life of a store's process: loads the adapter, waits for its job, lives it, and then stands still until it is killed. To be
 * called first thing in a process of its own; what happens is told on descriptor 3. Never returns.
 */
export async function liveInChild(loadAdapter: (stdio: StdioAdapterOptions) => Promise<Adapter>): Promise<never> {
  const child = new ChildLife();
  try {
    const adapter = await loadAdapter(programBesideUs(child.events));
    const claims = resolveClaims(adapter.claims);
    child.send({
      type: 'ready',
      name: adapter.name,
      claims,
      ...(adapter.package === undefined ? {} : { package: adapter.package }),
      ...(isOverStdio(adapter) ? { overStdio: true } : {}),
    });
    await child.live(adapter, child.receiveJob());
  } catch (error) {
    child.send(refusalOf(error));
  }
  return standStill();
}

class ChildLife {
  readonly fs: InstalledFileSystem;
  readonly #outerPlaces: OuterPlaces;
  readonly #random: SeededRandom;
  readonly #teller = new LifeTeller((message) => this.send(message));

  constructor() {
    this.fs = installFileSystem({
      random: () => Math.random(),
      onOutsideWrite: (write) => this.send({ type: 'outside-write', ...write }),
      onUnsimulated: (api) => this.send({ type: 'unsimulated', api }),
      onStandardWrite: (_fd, bytes) => {
        this.#teller.printedBytes += bytes;
        return true;
      },
    });
    this.#outerPlaces = new OuterPlaces(this.fs);
    swallowOutput((bytes) => {
      this.#teller.printedBytes += bytes;
    });
    this.#random = new SeededRandom();
    this.#random.begin(0);
    this.#teller.listen();
  }

  async live(
    adapter: Adapter,
    { root, incarnation, stacks, plan, fault, crash, holds = [], callDeadlineMs }: ProcessJob,
  ): Promise<void> {
    const kernel = new KillSwitchKernel(this.fs.real.fs, {
      root,
      api: () => currentCall.api,
      stack: () => currentCall.stack,
      onChange: (event, details) => this.send(changeMessage(event, details)),
      crash,
      holds: holds.flatMap((hold) => ('change' in hold ? [hold.change] : [])),
      onHold: () => this.#standUntilTold(),
      onCrashPoint: () => {
        this.send({ type: 'at-crash-point' });
        return standStill();
      },
    });
    const faults = fault === undefined ? undefined : new FaultInjector(fault);
    const onInjected = (event: FsEvent) => this.send(changeMessage(event, {}));
    const faulty =
      faults === undefined
        ? kernel
        : injectFaults(kernel, faults, { root, api: () => currentCall.api, exists: this.fs.real.fs.existsSync, onInjected });
    this.#outerPlaces.leadTo(root, placesElsewhere(adapter));
    const mount = this.fs.mount({ root, kernel: faulty, recorder: { stacks }, gate: this.#holdingGate(holds) });
    this.#random.begin(incarnation);
    const runtime = new ProcessRuntime({
      // Whoever speaks with a program keeps its deadlines.
      callDeadlineMs: isOverStdio(adapter) ? Math.max(callDeadlineMs, limitMs('start') + AFTER_PROGRAM_MS) : callDeadlineMs,
      onCall: () => {
        this.#teller.tellProgress();
        this.send({ type: 'calling' });
      },
      stray: () => this.#teller.stray,
      strayed: this.#teller.strayed,
      pendingCalls: () => mount.pending,
      openPaths: () => openPathsOf(this.fs.real.fs, root),
    });
    const besideDir = plan.steps.some((step) => step.do === 'beside') ? `${root}/${BESIDE_DIRECTORY}` : undefined;
    if (besideDir !== undefined) this.fs.real.fs.mkdirSync(besideDir, { recursive: true });
    const place = { dir: `${root}/data`, ...(besideDir === undefined ? {} : { besideDir }) };
    const watched = { onBegin: this.#teller.about.bind(this.#teller), onHistory: this.send.bind(this) };
    const report = await live({ adapter, ...place, runtime, ...watched }, plan);
    if (faults !== undefined) report.faultStruck = faults.struck;
    this.#teller.tellEnd();
  }

  /** Of a store in a program over stdio. What is wrong with the program ends everything; what happens to it happens to the store's process. */
  readonly events: NonNullable<StdioAdapterOptions['events']> = {
    onBroken: (failure) => {
      this.send(refusalOf(failure));
      standStill();
    },
    onEnded: (how) => this.#teller.note('exited', how),
    onUnhandled: (error) => this.#teller.note('uncaught', errorText(new ProgramError(error))),
  };

  /** Waits until the whole job has come. */
  receiveJob(): ProcessJob {
    return JSON.parse(readToEnd(JOB_DESCRIPTOR, this.fs.real.fs.readSync));
  }

  send(message: ProcessMessage): void {
    sendMessage(message, this.fs.real.fs.writeSync);
  }

  /** Holds the process in front of primitives. */
  #holdingGate(holds: readonly Hold[]): WatchedGate {
    const waiting = holds.flatMap((hold) => ('primitive' in hold ? [hold.primitive] : []));
    let primitives = 0;
    return new WatchedGate(() => {
      while ((waiting[0] ?? Number.POSITIVE_INFINITY) <= primitives) {
        waiting.shift();
        this.#standUntilTold();
      }
      primitives++;
    });
  }

  /** Nothing of this process happens until the byte comes. */
  #standUntilTold(): void {
    this.send({ type: 'held' });
    const bytes = readWaiting(EVENT_DESCRIPTOR, Buffer.alloc(1), this.fs.real.fs.readSync);
    if (bytes === 0) killProcess(process.pid, 'SIGKILL');
  }
}

/** Nothing of this process happens any more: not a timer, not a callback, not an exit handler. An orphan ends itself. */
function standStill(): never {
  const never = new Int32Array(new SharedArrayBuffer(4));
  const parent = process.ppid;
  for (;;) {
    Atomics.wait(never, 0, 0, ORPHAN_LOOK_MS);
    if (process.ppid !== parent) killProcess(process.pid, 'SIGKILL');
  }
}
