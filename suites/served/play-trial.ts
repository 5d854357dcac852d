import type { ServerHost } from '../../harness/host/server/server-host.ts';
import type { Capabilities } from '../../harness/model/capabilities.ts';
import type { Played } from './played.ts';
import type { Trial, TrialKind } from './trial.ts';
import { playCut } from './trials/cut.ts';
import { playExpired } from './trials/expired.ts';
import { playIdle } from './trials/idle.ts';
import { playLeased } from './trials/leased.ts';
import { playOpenedTwice } from './trials/opened-twice.ts';
import { playSeen } from './trials/seen.ts';
import { playServerCrash } from './trials/server-crash.ts';
import { playTogether } from './trials/together.ts';
import { playTouched } from './trials/touched.ts';
import { playCrowd, playWorn } from './trials/worn.ts';

/** @param attempt counted from 1. */
type Player = (host: ServerHost, trial: Trial, capabilities: Capabilities, attempt: number) => Promise<Played>;

const PLAYERS: { readonly [K in TrialKind]: Player } = {
  cut: playCut,
  idle: playIdle,
  worn: playWorn,
  crowd: playCrowd,
  'opened-twice': playOpenedTwice,
  together: playTogether,
  seen: playSeen,
  touched: playTouched,
  expired: playExpired,
  leased: playLeased,
  'server-crash': playServerCrash,
};

/** Of what a slow machine may keep from coming about. */
const MOST_ATTEMPTS = 6;

/** Plays a trial on servers that hold nothing. @throws {Failure} CW_SERVICE_UNREACHABLE where a server has gone. */
export async function playTrial(host: ServerHost, trial: Trial, capabilities: Capabilities): Promise<Played> {
  const attempts = trial.kind === 'expired' ? MOST_ATTEMPTS : 1;
  for (let attempt = 1; ; attempt++) {
    await host.startOver();
    const played = await PLAYERS[trial.kind](host, trial, capabilities, attempt);
    if (played.untested === undefined || attempt === attempts) return played;
  }
}

/** What came of the trials on a host: what one suite has played, another one need not play again. */
const PLAYED = new WeakMap<ServerHost, Map<string, Played>>();

/** The same; a trial that has been played on this host is not played again. */
export async function playOnce(host: ServerHost, trial: Trial, capabilities: Capabilities): Promise<Played> {
  const known = PLAYED.get(host) ?? new Map<string, Played>();
  PLAYED.set(host, known);
  const name = JSON.stringify(trial);
  const played = known.get(name) ?? (await playTrial(host, trial, capabilities));
  known.set(name, played);
  return played;
}
