import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Cut, CutManner, ExchangePlace } from './cut.ts';
import type { Protocol } from './protocol.ts';
import { ProxiedConnection } from './proxied-connection.ts';
import type { ProxyEvent } from './proxy-event.ts';

/** What becomes of who connects: `refused` is reset at once, `silent` never hears anything. */
export type Welcome = 'welcome' | 'refused' | 'silent';

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
}

export interface ProxyOptions {
  readonly protocol: Protocol;
  readonly target: ProxyTarget;
  readonly onEvent?: (event: ProxyEvent) => void;
}

/** Stands between a client and a server on a port of its own on 127.0.0.1, and cuts their connections where it is told to. */
export class CuttingProxy {
  readonly port: number;
  /** For those who connect from now on. */
  welcome: Welcome = 'welcome';
  readonly #options: ProxyOptions;
  readonly #server: Server;
  readonly #connections = new Set<ProxiedConnection>();
  readonly #turnedAway = new Set<Socket>();
  #arrived = 0;
  #events = 0;
  #cut: Cut | undefined;
  #holds = false;

  private constructor(server: Server, options: ProxyOptions) {
    this.#server = server;
    this.#options = options;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#take(socket));
  }

  static async start(options: ProxyOptions): Promise<CuttingProxy> {
    // What a client sent before it said goodbye is still answered.
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttingProxy(server, options);
  }

  /** The cut that is to happen, once, in place of the one that was planned before. */
  plan(cut: Cut | undefined): void {
    this.#cut = cut;
  }

  /** Cuts every connection, wherever it stands. @returns how many there were. */
  cutAll(how: CutManner): number {
    const open = [...this.#connections].filter(({ isOpen }) => isOpen);
    for (const connection of open) connection.cut(how);
    return open.length;
  }

  /** Closes the connections through which nothing comes any more. */
  dropSilent(): void {
    for (const connection of this.#connections) connection.dropIfSilent();
  }

  /** From now on every request that is no handshake waits until it is released. */
  hold(): void {
    this.#holds = true;
  }

  /** Requests go through again, those that are held as well. */
  letGo(): void {
    this.#holds = false;
    for (const connection of this.#connections) connection.release();
  }

  /** The numbers of the connections whose request is held, in order. */
  get held(): readonly number[] {
    return [...this.#connections].filter(({ isHeld }) => isHeld).map(({ number }) => number);
  }

  /** Lets the request of one connection go. */
  release(number: number): void {
    for (const connection of this.#connections) if (connection.number === number) connection.release();
  }

  /** Grows with everything that happens here: as long as it does not, nothing did. */
  get happened(): number {
    return this.#events;
  }

  /** Nothing is on its way: no request at the server, no byte that waits to be written. What is held is not on its way. */
  get isQuiet(): boolean {
    return [...this.#connections].every(({ isQuiet }) => isQuiet);
  }

  /** Those of now, by number: whether the server is at a request of theirs. */
  get working(): readonly number[] {
    return [...this.#connections].filter(({ isWorking }) => isWorking).map(({ number }) => number);
  }

  /** How many connections the server has no reason to end. */
  get clients(): number {
    return [...this.#connections].filter(({ isOpen, hasEnded }) => isOpen && !hasEnded).length;
  }

  /** How many have connected since the beginning, or since `startOver`. */
  get arrived(): number {
    return this.#arrived;
  }

  /**
   * Ends all connections, waits until the server has closed its side of each, so that whatever it was told is done or undone, and counts from 1 again.
   * Nothing is planned or held then, and everybody is welcome.
   */
  async startOver(): Promise<void> {
    this.#cut = undefined;
    this.#holds = false;
    await this.settle();
    this.#arrived = 0;
    this.welcome = 'welcome';
  }

  /** Cuts everything and refuses who comes, then waits until the server has closed its side of each connection. */
  async settle(): Promise<void> {
    this.welcome = 'refused';
    const ended = [...this.#connections].map((connection) => connection.end());
    for (const socket of this.#turnedAway) socket.destroy();
    await Promise.all(ended);
  }

  async close(): Promise<void> {
    this.#server.close();
    await this.settle();
  }

  #take(client: Socket): void {
    const number = ++this.#arrived;
    if (this.welcome !== 'welcome') {
      this.#turnAway(client, number);
      return;
    }
    const connection = new ProxiedConnection(client, {
      number,
      protocol: this.#options.protocol,
      target: this.#options.target,
      tell: (event) => this.#tell(event),
      cutAt: (place) => this.#takeCut(place),
      holds: () => this.#holds,
      kill: (how) => {
        this.welcome = 'refused';
        this.cutAll(how);
      },
      onGone: () => this.#connections.delete(connection),
    });
    this.#connections.add(connection);
    this.#tell({ type: 'connected', connection: number });
  }

  #turnAway(client: Socket, number: number): void {
    client.on('error', () => {});
    this.#tell({ type: 'refused', connection: number });
    if (this.welcome === 'refused') {
      client.resetAndDestroy();
      return;
    }
    this.#turnedAway.add(client);
    client.once('close', () => this.#turnedAway.delete(client));
    client.resume();
  }

  #takeCut({ connection, exchange, handshake }: Required<ExchangePlace>): Cut | undefined {
    const cut = this.#cut;
    if (cut === undefined) return undefined;
    const { at } = cut;
    const isHere =
      at === undefined
        ? !handshake
        : at.connection === connection && at.exchange === exchange && (at.handshake ?? false) === handshake;
    if (!isHere) return undefined;
    this.#cut = undefined;
    return cut;
  }

  #tell(event: ProxyEvent): void {
    this.#events++;
    this.#options.onEvent?.(event);
  }
}
