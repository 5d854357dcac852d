import type { Lane, LaneOperation, Timeline, TimelinePoint } from './counterexample.ts';
import { array, described, integer, named, object, string, yes } from './shape.ts';
import { fileViewShape } from './shown-shapes.ts';

const point = named(
  'timelinePoint',
  described(
    'A moment of a failure.',
    object<TimelinePoint>(
      {
        changes: described('How many changes had reached the disk.', integer(0)),
        operations: described('Which operations had returned and which were in flight, a sentence each.', array(string)),
        files: described('The disk, if it had ended here.', array(fileViewShape)),
      },
      {
        tornBytes: described('Of the next change, a write, this many bytes had reached it too.', integer(1)),
        event: described('What had happened last, with the line that did it; absent where nothing had.', string),
        recovered: described('What a store shows that is opened on this disk, a line each.', array(string)),
        wrong: described('What is wrong with that, one sentence; absent where the requirement holds.', string),
        isFailure: described('It is where the counterexample itself ends.', yes),
        at: described('Where it is on the axis of the lanes.', integer(0)),
      },
    ),
  ),
);

const lane = named(
  'lane',
  described(
    'What one of several clients did, on an axis that all lanes share.',
    object<Lane>(
      {
        client: described('Who: Client 1.', string),
        operations: array(
          object<LaneOperation>(
            {
              operation: described('In a line, for people.', string),
              called: described('When it was called.', integer(0)),
            },
            {
              returned: described('When it returned; absent: never.', integer(0)),
              outcome: described('What it returned, or was refused with.', string),
            },
          ),
        ),
        calls: described(
          'Its calls of the file system.',
          array(object<Lane['calls'][number]>({ at: described('When.', integer(0)), call: string }, {})),
        ),
      },
      {},
    ),
  ),
);

/** A failure moment by moment. */
export const timelineShape = named(
  'timeline',
  object<Timeline>(
    { points: described('In the order in which they followed each other.', array(point)) },
    { lanes: described('Of several clients, one for each.', array(lane)) },
  ),
);
