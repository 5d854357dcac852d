import type { Lane, LaneOperation } from '../../../verdict/counterexample.ts';
import { countOf } from '../../count.ts';
import { type Markup, markup } from './markup.ts';

const NAME_WIDTH = 96;
const [STEP_WIDTH_MIN, STEP_WIDTH_MAX] = [28, 80];
/** Short histories are drawn about as wide as this. */
const STEPS_WIDTH = 720;
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
  const stepWidth = Math.max(STEP_WIDTH_MIN, Math.min(STEP_WIDTH_MAX, Math.floor(STEPS_WIDTH / steps)));
  const axis: Axis = { steps, stepWidth };
  const width = NAME_WIDTH + steps * stepWidth;
  const height = lanes.length * LANE_HEIGHT + AXIS_HEIGHT;
  const label = `${countOf(lanes.length, 'lane')} over ${countOf(steps, 'step')}: each operation a bar from its call to its return. The moments below tell the same in words.`;
  return markup`<div class="scroll lanes" role="group" aria-label="Clients over time" tabindex="0">
<svg id="${id}" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${lanes.map((lane, index) => laneOf(lane, { top: index * LANE_HEIGHT, width, axis }))}
${ticks(axis, lanes.length * LANE_HEIGHT)}
<line class="now" x1="${NAME_WIDTH}" x2="${NAME_WIDTH}" y1="0" y2="${height - AXIS_HEIGHT}" data-from="${NAME_WIDTH}" data-step="${stepWidth}" visibility="hidden"></line>
</svg>
</div>`;
}

interface Axis {
  readonly steps: number;
  readonly stepWidth: number;
}

function ends({ called, returned }: LaneOperation): number[] {
  return returned === undefined ? [called] : [called, returned];
}

function laneOf(
  { client, operations, calls }: Lane,
  { top, width, axis }: { readonly top: number; readonly width: number; readonly axis: Axis },
): Markup {
  const middle = top + LANE_HEIGHT - 10;
  return markup`<g>
<line class="rule" x1="0" x2="${width}" y1="${top + LANE_HEIGHT}" y2="${top + LANE_HEIGHT}"></line>
<text class="name" x="0" y="${top + 24}">${client}</text>
${operations.map((operation) => bar(operation, { top, axis }))}
${calls.map(({ at, call }) => markup`<circle class="call" cx="${middleOf(at, axis)}" cy="${middle}" r="5"><title>${client} ${call}</title></circle>\n`)}</g>
`;
}

function bar(
  { operation, called, returned, outcome }: LaneOperation,
  { top, axis }: { readonly top: number; readonly axis: Axis },
): Markup {
  const from = leftOf(called, axis) + 3;
  const to = leftOf((returned ?? axis.steps - 1) + 1, axis) - (returned === undefined ? 0 : 3);
  const told = outcome === undefined ? operation : `${operation}: ${outcome}`;
  return markup`<g>
<title>${told}${returned === undefined ? ' (it never returned)' : undefined}</title>
<rect class="bar${returned === undefined ? ' open' : undefined}" x="${from}" y="${top + 8}" width="${to - from}" height="${BAR_HEIGHT}" rx="4"></rect>
<svg x="${from}" y="${top + 8}" width="${to - from}" height="${BAR_HEIGHT}"><text class="label" x="6" y="16">${told}</text></svg>
</g>
`;
}

function ticks(axis: Axis, top: number): Markup[] {
  const every = axis.steps > 40 ? 5 : 1;
  return Array.from({ length: axis.steps }, (_, at) => at)
    .filter((at) => at % every === 0)
    .map((at) => markup`<text class="tick" x="${middleOf(at, axis)}" y="${top + 14}">${at + 1}</text>\n`);
}

function leftOf(at: number, { stepWidth }: Axis): number {
  return NAME_WIDTH + at * stepWidth;
}

function middleOf(at: number, axis: Axis): number {
  return leftOf(at, axis) + axis.stepWidth / 2;
}
