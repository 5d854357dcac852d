import type { ClientOperation } from '../../harness/model/program.ts';
import { type Layout, type Level, layoutsOf } from './levels.ts';
import { append, existing, ownWrite, patch, programOf, racesPatches, read } from './programs.ts';
import type { AimedProgram, ProgramContext } from './requirement.ts';

/** Clients that each write what nobody else writes: all of it has to be there in the end. */
export function ownFieldRaces(layout: Layout, context: ProgramContext): AimedProgram[] {
  const { capabilities, effort } = context;
  if (!racesPatches(context) && !capabilities.records) return [];
  const write = (name: string) => (racesPatches(context) ? ownWrite(capabilities, name) : append(`${name}1`));
  const second = (name: string) => (racesPatches(context) ? patch(`${name}2`) : append(`${name}2`));
  const setup = existing(capabilities);
  const races: ClientOperation[][][] = [[[write('x')], [write('y')]]];
  if (effort !== 'quick')
    races.push(
      [
        [write('x'), second('x')],
        [write('y'), second('y')],
      ],
      [[write('x')], [write('y')], [write('z')]],
    );
  return races.map((clients) => ({ program: programOf(layout, { setup, clients }, context), judgement: 'history' }));
}

/** Clients that write the same things, and look. */
export function mixedRaces(layout: Layout, context: ProgramContext): AimedProgram[] {
  const { capabilities, effort } = context;
  const setup = existing(capabilities);
  const write = (name: string) => (capabilities.fields ? patch(name) : append(name));
  const races: ClientOperation[][][] = [[[write('x1')], [read, read]]];
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
  if (capabilities.fields && capabilities.records) races.push([[patch('x1')], [append('q1'), read]]);
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
  const programs = races.map(
    (clients): AimedProgram => ({ program: programOf(layout, { setup, clients }, context), judgement: 'history' }),
  );
  // Where nothing has to be created first, the first writes race too.
  if (capabilities.methods.includes('create') || (capabilities.fields && !racesPatches(context))) return programs;
  const clients = [
    [write('x1'), read],
    [write(capabilities.fields ? 'y1' : 'x2'), read],
  ];
  return [...programs, { program: programOf(layout, { setup: [], clients }, context), judgement: 'history' }];
}

/** The same races on every layout of a level. */
export function onLayouts(
  level: Level,
  context: ProgramContext,
  ...races: readonly ((layout: Layout, context: ProgramContext) => AimedProgram[])[]
): AimedProgram[] {
  if (!context.levels.includes(level)) return [];
  return races.flatMap((race) => layoutsOf(level).flatMap((layout) => race(layout, context)));
}
