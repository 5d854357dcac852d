import { connect, type Socket } from 'node:net';
import { Patience } from '../../own-time/patience.ts';
import { limitMs, limitText } from '../../own-time/time-limits.ts';

/** A connection of our own to a server, which whole messages are read from. */
export class Wire {
  readonly #socket: Socket;
  #kept = Buffer.alloc(0);
  #ended: Error | undefined;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.#kept = Buffer.concat([this.#kept, bytes]);
      this.#wake();
    });
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('the server ended the connection')));
  }

  /** Rejects with the error of connecting. */
  static connect(target: { readonly host: string; readonly port: number }): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = connect({ ...target, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Wire(socket));
      });
    });
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /**
   * The next message. Rejects when the connection has ended before it was whole.
   *
   * @param read takes one from the front: the value and how many bytes it took, or `undefined` where it is not all there.
   */
  async next<T>(read: (bytes: Buffer) => { readonly value: T; readonly bytes: number } | undefined): Promise<T> {
    for (;;) {
      const found = read(this.#kept);
      if (found !== undefined) {
        this.#kept = this.#kept.subarray(found.bytes);
        return found.value;
      }
      if (this.#ended !== undefined) throw this.#ended;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Waits for work with this connection. Rejects where the server takes what it is told and never says anything: something else listens there. */
  async patiently<T>(work: Promise<T>): Promise<T> {
    const ms = limitMs('outside');
    const patience = new Patience(ms, {}, () => {
      this.#end(new Error(`it takes connections and has said nothing for ${limitText('outside', ms)}`));
      this.#socket.destroy();
    });
    return work.finally(() => patience.stop());
  }

  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  end(): void {
    this.#socket.destroy();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#wake();
  }
}
