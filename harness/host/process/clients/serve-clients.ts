import type { Adapter } from '../../../contract/adapter.ts';
import { resolveClaims } from '../../../contract/claims.ts';
import { errorText, type Problem } from '../../problem.ts';
import { SeededRandom } from '../../simulated/seeded-random.ts';
import { ProgramError } from '../../stdio/program-error.ts';
import { endedLater } from '../../stdio/program-failures.ts';
import type { StdioAdapterOptions } from '../../stdio/stdio-adapter.ts';
import type { LastLook } from '../../together.ts';
import { programBesideUs } from '../program-beside-us.ts';
import { refusalOf } from '../refusal.ts';
import { swallowOutput } from '../swallow-output.ts';
import type { ClientLine } from './client-line.ts';
import { type ClientAnswer, type ClientCommand, type ClientMessage, pack, type TimedEvent } from './client-messages.ts';
import { ClientThreads } from './client-threads.ts';
import { HostedInstances } from './hosted-instances.ts';

/** Where a process hosts clients: how it is spoken with, and what becomes of the disk. */
export interface ClientPlace {
  readonly line: ClientLine;
  /** Calls are held there, for as long as somebody outside wants: what a client's program is asked it may answer then. */
  readonly isDriven: boolean;
  /** An attempt begins, below this directory. */
  begin(directory: string, adapter: Adapter): void;
  /** Its clients begin. */
  start(clients: Pick<Extract<ClientCommand, { do: 'clients' }>, 'slow' | 'dieAt'>): void;
  /** And have come to their end. */
  stop(): void;
}

/**
 * The life of a process that hosts clients, attempt by attempt, until it is killed: loads the adapter and does what it is told. To be called
 * first thing in a process or thread of its own.
 *
 * @param placeOf makes the place; it is given what is to be told of bytes that are printed.
 */
export async function serveClients(
  loadAdapter: (stdio: StdioAdapterOptions) => Promise<Adapter>,
  placeOf: (onPrinted: (bytes: number) => void) => ClientPlace,
): Promise<void> {
  const server = new ClientServer(placeOf);
  try {
    server.serve(await loadAdapter({ ...programBesideUs(server.events), isDriven: server.isDriven }));
  } catch (error) {
    server.line.send(refusalOf(error));
  }
}

class ClientServer {
  readonly line: ClientLine;
  readonly isDriven: boolean;
  readonly #place: ClientPlace;
  readonly #random: SeededRandom;
  #instances: HostedInstances | undefined;
  #printedBytes = 0;
  /** Attempts. */
  #begun = 0;
  /** Something was thrown where nobody could catch it. */
  #strayed = false;

  constructor(placeOf: (onPrinted: (bytes: number) => void) => ClientPlace) {
    const onPrinted = (bytes: number): void => {
      this.#printedBytes += bytes;
    };
    this.#place = placeOf(onPrinted);
    this.line = this.#place.line;
    this.isDriven = this.#place.isDriven;
    swallowOutput(onPrinted);
    this.#random = new SeededRandom();
    this.#random.begin(0);
    process.on('uncaughtException', (error) => this.#note({ kind: 'uncaught', message: errorText(error) }));
    process.on('unhandledRejection', (error) => this.#note({ kind: 'unhandled-rejection', message: errorText(error) }));
  }

  /** Of a store in a program over stdio. */
  readonly events: NonNullable<StdioAdapterOptions['events']> = {
    onBroken: (failure) => this.line.send(refusalOf(failure)),
    // Of what has been used before nobody believes that it ended because of what it does now.
    onEnded: (message) =>
      this.#begun > 1 ? this.line.send(refusalOf(endedLater(message))) : this.#note({ kind: 'exited', message }),
    onUnhandled: (error) => this.#note({ kind: 'uncaught', message: errorText(new ProgramError(error)) }),
  };

  serve(adapter: Adapter): void {
    const threads = new ClientThreads((message) => this.line.send(message));
    this.line.onCommand((addressed) => {
      const { thread, command } = addressed;
      if (thread === undefined) void this.#take(command, adapter);
      else threads.send(thread, { command });
    });
    const { name, claims, package: judged } = adapter;
    this.line.send({ type: 'ready', name, claims: resolveClaims(claims), ...(judged === undefined ? {} : { package: judged }) });
  }

  async #take(command: ClientCommand, adapter: Adapter): Promise<void> {
    if (command.do === 'begin') {
      this.#begin(command, adapter);
      return;
    }
    const instances = this.#instances;
    if (instances === undefined) throw new Error('there is no attempt');
    this.#answer(await this.#done(command, instances));
    if (command.do === 'stand') this.line.standStill();
  }

  #begin({ directory, seed }: Extract<ClientCommand, { do: 'begin' }>, adapter: Adapter): void {
    this.#place.begin(directory, adapter);
    this.#begun++;
    this.#random.begin(seed);
    this.#strayed = false;
    const tell = (event: TimedEvent): void => {
      // Of an attempt that is over nobody wants to hear.
      if (this.#instances === instances) this.#send({ type: 'client-event', packed: pack(event) });
    };
    const instances = new HostedInstances(adapter, directory, tell);
    this.#instances = instances;
  }

  async #done(command: Exclude<ClientCommand, { do: 'begin' }>, instances: HostedInstances): Promise<ClientAnswer> {
    switch (command.do) {
      case 'open':
        return instances.open(command.instance, command.path);
      case 'setup':
        return { outcome: await instances.setUp(command) };
      case 'clients':
        this.#place.start(command);
        await Promise.all(command.clients.map((client) => instances.live(client)));
        this.#place.stop();
        return {};
      case 'flush':
        return { outcome: await instances.flush(command.instance) };
      case 'look':
        return lookAnswer(await instances.look(command.instance, command.sessions));
      case 'stand':
        return {};
      case 'end':
        return this.#end(instances);
    }
  }

  async #end(instances: HostedInstances): Promise<ClientAnswer> {
    const closed = await instances.close();
    const printedBytes = this.#printedBytes;
    this.#printedBytes = 0;
    return { clean: closed && !this.#strayed, printedBytes };
  }

  #answer(answer: ClientAnswer): void {
    this.#send({ type: 'answer', packed: pack(answer) });
  }

  #send(message: ClientMessage): void {
    this.line.send(message);
  }

  #note(problem: Problem): void {
    this.#strayed = true;
    this.#send({ type: 'stray', problem });
  }
}

function lookAnswer(lastLook: LastLook | undefined): ClientAnswer {
  return lastLook === undefined ? {} : { lastLook };
}
