import type { DiskFault } from '../disk/fault.ts';
import { described, integer, named, object, oneOf, type Shape, string, yes } from '../verdict/shape.ts';

/** How a counterexample tells which calls of the file system went wrong. */
export const faultShape = named(
  'fault',
  described(
    'Calls of the file system that went wrong.',
    object<DiskFault>(
      {
        call: described('The first that went wrong, of those that could have gone wrong this way, counted from 0.', integer(0)),
        code: described('EIO, ENOSPC and so on.', string),
        manner: described(
          'The call did nothing; it did all that it should and reported failure; or it wrote less than it was asked to and said so by its count alone.',
          oneOf('no-effect', 'after-effect', 'short'),
        ),
      },
      {
        bytes: described('What a short write wrote.', integer(0)),
        thenFails: described('After the short write the disk was full.', yes),
        lasts: described('How many calls went wrong; absent: all from there on.', integer(1)),
        primitive: described('Only this primitive went wrong.', string as Shape<NonNullable<DiskFault['primitive']>>),
        path: described("Only calls on this path, below the store's directory.", string),
      },
    ),
  ),
);
