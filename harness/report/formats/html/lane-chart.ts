import type { Lane, LaneOperation } from '../../../verdict/counterexample.ts';
import { countOf } from '../../count.ts';
import { type Markup, markup } from './markup.ts';

const NAME_WIDTH = 96;
const STEP_WIDTH = 28;
const LANE_HEIGHT = 56;
const BAR_HEIGHT = 24;
const AXIS_HEIGHT = 20;

/**
 * A race as a drawing: a lane for each client, each operation a bar from its call to its return, each call of the file system a dot below it, from left
 * to right in the order of the schedule. A bar that is open on the right never returned.
 */
export function laneChart(lanes: readonly Lane[], id: string): Markup {
  const steps =
    1 + Math.max(0, ...lanes.flatMap(({ operations, calls }) => [...operations.flatMap(ends), ...calls.map(({ at }) => at)]));
  const width = NAME_WIDTH + steps * STEP_WIDTH;
  const height = lanes.length * LANE_HEIGHT + AXIS_HEIGHT;
  const label = `${countOf(lanes.length, 'lane')} over ${countOf(steps, 'step')}: each operation a bar from its call to its return. The moments below tell the same in words.`;
  return markup`<div class="scroll lanes" role="group" aria-label="Clients over time" tabindex="0">
<svg id="${id}" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${lanes.map((lane, index) => laneOf(lane, { top: index * LANE_HEIGHT, steps, width }))}
${ticks(steps, lanes.length * LANE_HEIGHT)}
<line class="now" x1="${NAME_WIDTH}" x2="${NAME_WIDTH}" y1="0" y2="${height - AXIS_HEIGHT}" data-from="${NAME_WIDTH}" data-step="${STEP_WIDTH}" visibility="hidden"></line>
</svg>
</div>`;
}

function ends({ called, returned }: LaneOperation): number[] {
  return returned === undefined ? [called] : [called, returned];
}

function laneOf(
  { client, operations, calls }: Lane,
  { top, steps, width }: { readonly top: number; readonly steps: number; readonly width: number },
): Markup {
  const middle = top + LANE_HEIGHT - 10;
  return markup`<g>
<line class="rule" x1="0" x2="${width}" y1="${top + LANE_HEIGHT}" y2="${top + LANE_HEIGHT}"></line>
<text class="name" x="0" y="${top + 24}">${client}</text>
${operations.map((operation) => bar(operation, { top, steps }))}
${calls.map(({ at, call }) => markup`<circle class="call" cx="${middleOf(at)}" cy="${middle}" r="5"><title>${client} ${call}</title></circle>\n`)}</g>
`;
}

function bar(
  { operation, called, returned, outcome }: LaneOperation,
  { top, steps }: { readonly top: number; readonly steps: number },
): Markup {
  const [from, to] = [leftOf(called) + 3, leftOf((returned ?? steps - 1) + 1) - (returned === undefined ? 0 : 3)];
  const told = outcome === undefined ? operation : `${operation}: ${outcome}`;
  return markup`<g>
<title>${told}${returned === undefined ? ' (it never returned)' : undefined}</title>
<rect class="bar${returned === undefined ? ' open' : undefined}" x="${from}" y="${top + 8}" width="${to - from}" height="${BAR_HEIGHT}" rx="4"></rect>
<svg x="${from}" y="${top + 8}" width="${to - from}" height="${BAR_HEIGHT}"><text class="label" x="6" y="16">${told}</text></svg>
</g>
`;
}

function ticks(steps: number, top: number): Markup[] {
  const every = steps > 40 ? 5 : 1;
  return Array.from({ length: steps }, (_, at) => at)
    .filter((at) => at % every === 0)
    .map((at) => markup`<text class="tick" x="${middleOf(at)}" y="${top + 14}">${at + 1}</text>\n`);
}

function leftOf(at: number): number {
  return NAME_WIDTH + at * STEP_WIDTH;
}

function middleOf(at: number): number {
  return leftOf(at) + STEP_WIDTH / 2;
}
