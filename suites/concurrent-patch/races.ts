import type { ClientOperation } from '../../harness/model/program.ts';
import { type Layout, type Level, layoutsOf } from './levels.ts';
import { append, existing, OTHER_SESSION, open, ownWrite, patch, programOf, racesPatches, read, wholeState } from './programs.ts';
import type { AimedProgram, ProgramContext } from './requirement.ts';

/** Clients that each write what nobody else writes: all of it has to be there in the end. */
export function ownFieldRaces(layout: Layout, context: ProgramContext): AimedProgram[] {
  const { capabilities, effort } = context;
  if (!racesPatches(context) && !capabilities.records) return [];
  const write = (name: string) => (racesPatches(context) ? ownWrite(capabilities, name) : append(`${name}1`));
  const second = (name: string) => (racesPatches(context) ? patch(`${name}2`) : append(`${name}2`));
  const setup = existing(capabilities);
  const races: ClientOperation[][][] = [[[write('x'), second('x')], [write('y')]]];
  if (effort !== 'quick') races.push([[write('x')], [write('y')], [write('z')]]);
  return races.map((clients) => ({ program: programOf(layout, { setup, clients }, context), judgement: 'history' }));
}

/** Clients that write the same things, and look. */
export function mixedRaces(layout: Layout, context: ProgramContext): AimedProgram[] {
  const { capabilities, effort } = context;
  const setup = existing(capabilities);
  const write = (name: string) => (capabilities.fields ? patch(name) : append(name));
  const races: ClientOperation[][][] = [[[write('x1')], [read, read]]];
  races.push(...wholeStates(context));
  if (racesPatches(context))
    races.push([
      [patch('x1'), read],
      [patch('x2', 'y2'), read],
    ]);
  if (capabilities.records)
    races.push([
      [append('p1'), read],
      [append('q1'), read],
    ]);
  if (racesPatches(context) && capabilities.records) races.push([[patch('x1')], [append('q1'), read]]);
  if (effort !== 'quick') {
    races.push([
      [write('x1'), read, write('x2')],
      [read, read, read],
    ]);
    if (racesPatches(context))
      races.push([
        [patch('x1'), patch('y1')],
        [read, patch('x2')],
        [read, read],
      ]);
  }
  const programs = races.map((clients) => ({ setup, clients }));
  // What sessions share, in one file or by one name, shows only where two of them are written at once.
  const other = (operation: ClientOperation): ClientOperation =>
    'session' in operation ? { ...operation, session: OTHER_SESSION } : operation;
  programs.push({
    setup: [...setup, ...existing(capabilities, OTHER_SESSION)],
    clients: [[write('x1')], [other(write('y1')), other(read)]],
  });
  // Where nothing has to be created first, the first writes race too.
  if (firstWriteCreates(context)) {
    const second = write(capabilities.fields ? 'y1' : 'x2');
    programs.push({
      setup: [],
      clients: [
        [write('x1'), read],
        [second, read],
      ],
    });
  }
  return programs.map((clients): AimedProgram => ({ program: programOf(layout, clients, context), judgement: 'history' }));
}

/**
 * Clients that save a whole state each. Whoever does the reading and the writing of a patch may lose an update; but the last of two is there, as
 * one of them wrote it, and nobody is in the other's way.
 */
export function wholeStateRaces(layout: Layout, context: ProgramContext): AimedProgram[] {
  const setup = existing(context.capabilities);
  return wholeStates(context).map((clients) => ({
    program: programOf(layout, { setup, clients }, context),
    judgement: 'history',
  }));
}

function wholeStates(context: ProgramContext): ClientOperation[][][] {
  if (!context.capabilities.fields || racesPatches(context)) return [];
  // Whoever counts its writes to name its files has counted the setup's: the second write of the other is to meet the first one after it.
  return [[[wholeState('1', LONG_BYTES)], [wholeState('2', SHORT_BYTES), wholeState('3', LONGER_BYTES)]]];
}

/** Of what is written over something longer the end stays. */
const LONGER_BYTES = 9_000;
const LONG_BYTES = 5_000;
const SHORT_BYTES = 50;

/** Somebody opens the store while another one writes: what he finds half done is being done by somebody who lives. */
export function openingRaces(layout: Layout, context: ProgramContext): AimedProgram[] {
  const { capabilities } = context;
  const setup = existing(capabilities);
  const write = (name: string) => (capabilities.fields ? patch(name) : append(name));
  // Where patches are the caller's affair, two who write would lose updates.
  const second = racesPatches(context) || !capabilities.fields ? write('y1') : read;
  const clients = [
    [write('x1'), write('x2')],
    [open, second],
  ];
  const programs = [{ setup, clients }];
  // A log that exists is written in place; the one that comes into being may be a temporary file for a while.
  if (firstWriteCreates(context))
    programs.push({
      setup: [],
      clients: [
        [write('x1'), write('x2')],
        [open, read],
      ],
    });
  return programs.map((one): AimedProgram => ({ program: programOf(layout, one, context), judgement: 'history' }));
}

/** Nothing has to be created, and whoever writes first does not save what it has not read. */
function firstWriteCreates(context: ProgramContext): boolean {
  const { methods, fields } = context.capabilities;
  return !methods.includes('create') && (!fields || racesPatches(context));
}

type Race = (layout: Layout, context: ProgramContext) => AimedProgram[];

/** A race on every layout of a level. */
export function onEachLayout(level: Level, context: ProgramContext, race: Race): AimedProgram[] {
  return context.levels.includes(level) ? layoutsOf(level).flatMap((layout) => race(layout, context)) : [];
}

/** A race on the first layout of a level. */
export function onFirstLayout(level: Level, context: ProgramContext, race: Race): AimedProgram[] {
  return context.levels.includes(level)
    ? layoutsOf(level)
        .slice(0, 1)
        .flatMap((layout) => race(layout, context))
    : [];
}

/** Races on the layouts of a level in turn, so that each program is tried once; all on all where there is time. */
export function onLayoutsInTurn(level: Level, context: ProgramContext, race: Race): AimedProgram[] {
  if (context.effort === 'thorough') return onEachLayout(level, context, race);
  if (!context.levels.includes(level)) return [];
  const layouts = layoutsOf(level);
  const byLayout = layouts.map((layout) => race(layout, context));
  return (byLayout[0] ?? []).flatMap((_, index) => byLayout[index % layouts.length]?.[index] ?? []);
}
