import type { ServerHost } from '../../harness/host/server/server-host.ts';
import type { ComparedParts } from '../../harness/model/reference.ts';
import type { Played } from './played.ts';
import type { Trial, TrialKind } from './trial.ts';
import { playCut } from './trials/cut.ts';
import { playExpired } from './trials/expired.ts';
import { playIdle } from './trials/idle.ts';
import { playServerCrash } from './trials/server-crash.ts';
import { playTouched } from './trials/touched.ts';
import { playOpenedTwice, playTogether } from './trials/two-clients.ts';
import { playCrowd, playWorn } from './trials/worn.ts';

/** @param attempt counted from 1. */
type Player = (host: ServerHost, trial: Trial, parts: ComparedParts, attempt: number) => Promise<Played>;

const PLAYERS: { readonly [K in TrialKind]: Player } = {
  cut: playCut,
  idle: playIdle,
  worn: playWorn,
  crowd: playCrowd,
  'opened-twice': playOpenedTwice,
  together: playTogether,
  touched: playTouched,
  expired: playExpired,
  'server-crash': playServerCrash,
};

/** Of what a slow machine may keep from coming about. */
const MOST_ATTEMPTS = 6;

/** Plays a trial on servers that hold nothing. @throws {Failure} CW_SERVICE_UNREACHABLE where a server has gone. */
export async function playTrial(host: ServerHost, trial: Trial, parts: ComparedParts): Promise<Played> {
  const attempts = trial.kind === 'expired' ? MOST_ATTEMPTS : 1;
  for (let attempt = 1; ; attempt++) {
    await host.startOver();
    const played = await PLAYERS[trial.kind](host, trial, parts, attempt);
    if (played.untested === undefined || attempt === attempts) return played;
  }
}
