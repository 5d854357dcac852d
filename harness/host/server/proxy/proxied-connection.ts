import { connect, type Socket } from 'node:net';
import type { Cut, CutManner, CutPlace, ExchangePlace } from './cut.ts';
import {
  type ClientMessage,
  type Conversation,
  NotThisProtocol,
  type Protocol,
  type Request,
  type ServerMessage,
} from './protocol.ts';
import type { ProxyEvent } from './proxy-event.ts';

/** What a connection needs of its proxy. */
export interface ConnectionPlace {
  readonly number: number;
  readonly protocol: Protocol;
  readonly target: { readonly host: string; readonly port: number };
  tell(event: ProxyEvent): void;
  /** The cut that is planned for an exchange. */
  cutAt(place: Required<ExchangePlace>): Cut | undefined;
  holds(): boolean;
  /** Cuts every connection, and lets nobody in. */
  kill(how: CutManner): void;
  /** Both sides are closed. */
  onGone(): void;
}

/** An exchange that is under way. */
interface Exchange {
  readonly request: Request;
  readonly number: number;
  readonly cut: Cut | undefined;
  readonly answer: Buffer[];
  /** It waits to be released. */
  held: boolean;
}

/** A client's connection and the one to the server that belongs to it. Requests pass one at a time, and answers when they are whole. */
export class ProxiedConnection {
  readonly number: number;
  readonly #place: ConnectionPlace;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #conversation: Conversation;
  readonly #waiting: Request[] = [];
  readonly #numbers = { workload: 0, handshake: 0 };
  #current: Exchange | undefined;
  #transaction: NonNullable<ServerMessage['transaction']> = 'none';
  #isConnecting = true;
  #isGreeted: boolean;
  #clientEnded = false;
  /** Nothing passes any more. */
  #isCut = false;
  #closed = { client: false, server: false };
  #onClosed: (() => void) | undefined;

  constructor(client: Socket, place: ConnectionPlace) {
    this.number = place.number;
    this.#place = place;
    this.#client = client;
    this.#conversation = place.protocol.converse();
    this.#isGreeted = place.protocol.greets !== true;
    this.#server = connect({ ...place.target, noDelay: true });
    this.#listen();
  }

  get isOpen(): boolean {
    return !this.#isCut && !this.#closed.client;
  }

  /** The client has said that it sends no more. */
  get hasEnded(): boolean {
    return this.#clientEnded;
  }

  get isHeld(): boolean {
    return this.#current?.held === true;
  }

  /** The server is at a request. */
  get isWorking(): boolean {
    return this.#current !== undefined && !this.#current.held;
  }

  get isQuiet(): boolean {
    // Whoever has said goodbye is gone when the server is.
    if (this.#isCut || this.#clientEnded) return this.#closed.server;
    const unwritten = this.#client.writableLength + (this.#isConnecting ? 0 : this.#server.writableLength);
    return !this.#isConnecting && this.#isGreeted && !this.isWorking && unwritten === 0;
  }

  release(): void {
    const current = this.#current;
    if (current?.held !== true) return;
    current.held = false;
    this.#forward(current);
  }

  /** Cuts it here and now. @param place absent where it stands idle. */
  cut(how: CutManner, place?: CutPlace): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#waiting.length = 0;
    this.#current = undefined;
    this.#place.tell({ type: 'cut', connection: this.number, how, ...(place === undefined ? {} : { place }) });
    this.#server.end();
    if (how === 'fin') this.#client.end();
    else if (how === 'rst') this.#client.resetAndDestroy();
  }

  /** Nothing comes through it any more, and its client does not know. */
  dropIfSilent(): void {
    if (this.#isCut && !this.#closed.client) this.#client.resetAndDestroy();
  }

  /** Ends it; resolves when the server has closed its side. */
  end(): Promise<void> {
    this.#isCut = true;
    this.#current = undefined;
    this.#client.destroy();
    if (this.#closed.server) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onClosed = resolve;
      if (this.#isConnecting) this.#server.destroy();
      else this.#server.end();
    });
  }

  #listen(): void {
    this.#client.on('data', (bytes) => this.#read(() => this.#heardClient(this.#conversation.fromClient(bytes))));
    this.#server.on('data', (bytes) => this.#read(() => this.#heardServer(this.#conversation.fromServer(bytes))));
    this.#client.on('end', () => {
      this.#clientEnded = true;
      this.#pump();
    });
    this.#server.on('connect', () => {
      this.#isConnecting = false;
      this.#pump();
    });
    this.#client.on('error', () => {});
    this.#server.on('error', (error) => {
      if (this.#isConnecting) this.#trouble(`the server cannot be reached: ${error.message}`);
    });
    this.#client.on('close', () => this.#onClose('client'));
    this.#server.on('close', () => this.#onClose('server'));
  }

  #read(frame: () => void): void {
    if (this.#isCut) return;
    try {
      frame();
    } catch (error) {
      if (!(error instanceof NotThisProtocol)) throw error;
      this.#trouble(error.message);
      this.cut('rst');
    }
  }

  #trouble(message: string): void {
    this.#place.tell({ type: 'trouble', connection: this.number, message });
  }

  #heardClient(messages: readonly ClientMessage[]): void {
    for (const message of messages) {
      if (message.kind === 'request') this.#waiting.push(message);
      else {
        this.#place.tell({ type: 'tls-refused', connection: this.number });
        this.#client.write(message.answer);
      }
    }
    this.#pump();
  }

  /** Begins the next exchange, if none is under way. */
  #pump(): void {
    while (!this.#isCut && !this.#isConnecting && this.#current === undefined) {
      const request = this.#waiting.shift();
      if (request === undefined) {
        if (this.#clientEnded) this.#server.end();
        return;
      }
      this.#begin(request);
    }
  }

  #begin(request: Request): void {
    const { handshake } = request;
    const number = handshake ? ++this.#numbers.handshake : ++this.#numbers.workload;
    const cut = this.#place.cutAt({ connection: this.number, exchange: number, handshake });
    const exchange: Exchange = { request, number, cut, answer: [], held: !handshake && this.#place.holds() };
    this.#current = exchange;
    this.#tell('request', exchange);
    if (!exchange.held) this.#forward(exchange);
  }

  #forward(exchange: Exchange): void {
    const { cut, request } = exchange;
    if (cut?.place === 'before-request' || cut?.place === 'in-request') {
      if (cut.place === 'in-request') this.#server.write(firstHalf(request.bytes));
      this.#cutBy(cut);
      return;
    }
    this.#conversation.sent(request);
    const refusable = cut?.place === 'refused' && request.answered;
    this.#server.write(refusable ? this.#place.protocol.refusedInsteadOf(request) : request.bytes);
    if (request.answered) return;
    this.#current = undefined;
    // Nothing comes of it that could get lost: the server has it, and that is where the client is cut.
    if (cut !== undefined && cut.place !== 'refused') this.#cutBy(cut);
    else this.#pump();
  }

  #heardServer(messages: readonly ServerMessage[]): void {
    for (const { bytes, unasked, ends, transaction } of messages) {
      if (this.#isCut) return;
      if (transaction !== undefined) this.#transaction = transaction;
      const current = this.#current;
      if (unasked || current === undefined) {
        this.#client.write(bytes);
        if (!this.#isGreeted) this.#place.tell({ type: 'greeted', connection: this.number });
        this.#isGreeted = true;
        continue;
      }
      current.answer.push(bytes);
      if (ends) this.#answered(current);
    }
  }

  #answered(exchange: Exchange): void {
    const { cut } = exchange;
    const answer = Buffer.concat(exchange.answer);
    this.#current = undefined;
    this.#tell('answer', exchange);
    if (cut === undefined || cut.place === 'refused') {
      if (cut !== undefined) this.#place.tell({ type: 'refused-request', connection: this.number });
      this.#client.write(answer);
      this.#pump();
      return;
    }
    if (cut.place === 'in-answer') this.#client.write(firstHalf(answer));
    this.#cutBy(cut);
  }

  #cutBy({ how, place, kills = false }: Cut): void {
    this.cut(how, place);
    if (kills) this.#place.kill(how);
  }

  #tell(type: 'request' | 'answer', { number, request }: Exchange): void {
    this.#place.tell({
      type,
      connection: this.number,
      exchange: number,
      handshake: request.handshake,
      name: request.name,
      transaction: this.#transaction,
    });
  }

  #onClose(side: 'client' | 'server'): void {
    this.#closed[side] = true;
    if (side === 'server') this.#isConnecting = false;
    const other = side === 'client' ? this.#server : this.#client;
    if (!this.#isCut) {
      this.#isCut = true;
      this.#place.tell({ type: 'closed', connection: this.number, by: side });
      // The server hears all that it was sent before it hears that nothing more comes.
      other.end();
    }
    if (side === 'server') this.#onClosed?.();
    if (this.#closed.client && this.#closed.server) this.#place.onGone();
  }
}

function firstHalf(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}
