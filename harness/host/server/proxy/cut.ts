/** Where in an exchange a connection is cut. */
export const CUT_PLACES = ['before-request', 'in-request', 'before-answer', 'in-answer'] as const;
/** The same, and what is no cut: the server gets another request in its place, one that it refuses. */
export const INTERFERENCES = [...CUT_PLACES, 'refused'] as const;
/**
 * - `before-request`: the server gets nothing of it.
 * - `in-request`: the server gets the first half of its bytes, and no more.
 * - `before-answer`: the server has done it and said so, and nobody hears: the outcome is unknown.
 * - `in-answer`: the first half of the answer's bytes arrives.
 * - `refused`: nothing is cut, and the server says no.
 */
export type CutPlace = (typeof INTERFERENCES)[number];

export const CUT_MANNERS = ['fin', 'rst', 'silence'] as const;
/**
 * - `fin`: the connection is closed.
 * - `rst`: it is reset.
 * - `silence`: it stays open, and nothing comes through any more. The server's side of it is closed all the same, as a server does when it gives
 *   up: what a lost client held locked does not stay so.
 */
export type CutManner = (typeof CUT_MANNERS)[number];

/** An exchange, by the number of its connection in the order of arrival and its own number there, each from 1. Those of a handshake have numbers of their own. */
export interface ExchangePlace {
  readonly connection: number;
  readonly exchange: number;
  readonly handshake?: boolean;
}

/** What befalls one exchange. */
export interface Cut {
  /** Absent: the next one of whatever connection that is no handshake. */
  readonly at?: ExchangePlace;
  readonly place: CutPlace;
  readonly how: CutManner;
  /** Every connection is cut with it and new ones are refused: whoever had them is dead. */
  readonly kills?: boolean;
}
