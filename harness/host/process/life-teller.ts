import type { LifeReport } from '../life.ts';
import { errorText, type Problem } from '../problem.ts';
import { type ProcessMessage, packReport } from './pipe-protocol.ts';

/** Tells of the life that goes on in this process: how far it is, what was thrown where nobody could catch it, and what came of it. */
export class LifeTeller {
  /** Bytes that the store has printed and nobody was told of. */
  printedBytes = 0;
  readonly #send: (message: ProcessMessage) => void;
  #stray: Problem | undefined;
  #report: LifeReport | undefined;
  /** Of the last report that was sent: how much was known then. */
  #told = '';
  #giveUp: () => void = () => {};
  #strayed: Promise<void> = Promise.resolve();

  constructor(send: (message: ProcessMessage) => void) {
    this.#send = send;
    this.begin();
  }

  /** A life begins: what another one did is no matter. */
  begin(): void {
    this.#report = undefined;
    this.#stray = undefined;
    this.#told = '';
    this.#strayed = new Promise((resolve) => {
      this.#giveUp = resolve;
    });
  }

  /** Hears of errors that nobody catches, and of the end of the process. */
  listen(): void {
    process.on('uncaughtException', (error) => this.note('uncaught', errorText(error)));
    process.on('unhandledRejection', (error) => this.note('unhandled-rejection', errorText(error)));
    process.on('exit', (code) => this.#exited(code));
  }

  /** To be filled as the life goes on. */
  about(report: LifeReport): void {
    this.#report = report;
  }

  get stray(): Problem | undefined {
    return this.#stray;
  }

  /** Resolves when something is thrown where nobody can catch it. */
  get strayed(): Promise<void> {
    return this.#strayed;
  }

  /** So that something is known of a life that ends without a last word. */
  tellProgress(): void {
    const report = this.#report;
    if (report === undefined) return;
    const known = `${report.opened.ok} ${report.snapshots.length} ${report.followUp === undefined}`;
    if (known === this.#told || !report.opened.ok) return;
    this.#told = known;
    this.#tell('living');
  }

  /** The last word of a life that came to its end. */
  tellEnd(): void {
    this.#tell('standing-still');
    this.#report = undefined;
  }

  #tell(then: 'living' | 'standing-still' | 'exiting'): void {
    const report = this.#report;
    if (report === undefined) return;
    if (this.#stray !== undefined) report.stray = this.#stray;
    this.#send({ type: 'report', report: packReport(report), printedBytes: this.printedBytes, then });
    if (then !== 'living') this.printedBytes = 0;
  }

  note(kind: 'uncaught' | 'unhandled-rejection' | 'exited', message: string): void {
    this.#stray ??= { kind, message };
    this.#giveUp();
  }

  #exited(code: number): void {
    const report = this.#report;
    if (report === undefined) return;
    this.note('exited', `the store's process exited with code ${code}`);
    if (!report.opened.ok && this.#stray !== undefined) report.opened = { ok: false, problem: this.#stray };
    this.#tell('exiting');
  }
}
