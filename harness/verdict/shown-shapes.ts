import type { CallSite, Confirmation, FileView } from './counterexample.ts';
import { described, integer, named, object, oneOf, string, yes } from './shape.ts';

export const fileViewShape = named(
  'fileView',
  described(
    'One entry of the disk.',
    object<FileView>(
      {
        path: described("Below the store's directory.", string),
        kind: described('What it is.', oneOf('file', 'directory', 'symlink')),
        sizeBytes: described('Size in bytes.', integer(0)),
        excerpt: described('Printable beginning and end of the content.', string),
      },
      {},
    ),
  ),
);

export const callSiteShape = named(
  'callSite',
  described(
    'A line of the store that made a call to node:fs.',
    object<CallSite>(
      {
        api: described('The Node API as the store called it, such as fs.promises.writeFile.', string),
        file: described('Relative to the working directory where it lies below it.', string),
        line: described('From 1.', integer(1)),
        column: described('From 1.', integer(1)),
      },
      {
        functionName: described('The function that made the call.', string),
        inAdapter: described(
          "It is in the adapter's file: where the store is elsewhere, what happens there is the adapter's doing.",
          yes,
        ),
      },
    ),
  ),
);

export const confirmationShape = named(
  'confirmation',
  described(
    'One attempt to see the failure again.',
    object<Confirmation>(
      {
        how: described(
          'In a fresh worker; by killing a real process; between a real writer and a real reader.',
          oneOf('fresh-worker', 'process-kill', 'real-processes'),
        ),
        result: described('What came of it.', oneOf('confirmed', 'not-confirmed', 'not-possible')),
      },
      {
        detail: described('Why, where it was not confirmed.', string),
        timing: described('Real time decided who came first: another run may see it otherwise.', oneOf('real')),
      },
    ),
  ),
);
