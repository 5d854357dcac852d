import type { Timeline, TimelinePoint } from '../../../verdict/counterexample.ts';
import { crashPosition } from '../../crash-position.ts';
import { diskTable } from './disk-table.ts';
import { laneChart } from './lane-chart.ts';
import { type Markup, markup } from './markup.ts';

/**
 * A failure moment by moment, as a list. The page's script puts a slider above it, which shows one moment at a time; without it all of them are there to
 * be read: each is in a `noscript`, which a browser that runs scripts takes for one text until the script asks for it. `name` makes ids unique in the page.
 */
export function timeTravel({ points, lanes }: Timeline, name: string): Markup {
  const failure = points.findIndex(({ isFailure }) => isFailure === true);
  const chart = lanes === undefined ? undefined : laneChart(lanes, `lanes-${name}`);
  return markup`<div class="time-travel" role="group" aria-labelledby="time-${name}" data-start="${Math.max(0, failure)}">
<h4 id="time-${name}">Time travel</h4>
${chart}
<div class="slider" hidden>
<div class="marks" aria-hidden="true">${points.map((point) => markup`<span class="${toneOf(point)}"></span>`)}</div>
<input type="range" aria-labelledby="time-${name}" min="0" max="${Math.max(0, points.length - 1)}" step="1" value="0">
<p class="buttons"><button type="button" data-go="-1">Step back</button> <button type="button" data-go="1">Step on</button> <button type="button" data-go="failure">To the failure</button></p>
</div>
<ol class="moments">
${points.map((point, index) =>
  moment(point, {
    before: points[index - 1],
    position: `Moment ${index + 1} of ${points.length}`,
    shownBy: lanes === undefined ? 'What a store shows that is opened on it' : 'What the instances show',
  }),
)}</ol>
</div>`;
}

function toneOf({ isFailure, wrong, recovered }: TimelinePoint): string {
  if (isFailure === true) return 'failure';
  if (wrong !== undefined) return 'bad';
  return recovered === undefined ? 'quiet' : 'good';
}

function moment(
  point: TimelinePoint,
  {
    before,
    position,
    shownBy,
  }: { readonly before: TimelinePoint | undefined; readonly position: string; readonly shownBy: string },
): Markup {
  const { event, operations, files, recovered, isFailure, at } = point;
  const place = at === undefined ? undefined : markup` data-at="${at}"`;
  const tag = isFailure === true ? markup` <span class="tag gone">the failure</span>` : undefined;
  const parts = [
    markup`<p class="when"><strong>${position}</strong>${tag}, ${crashPosition(point)}</p>`,
    markup`<p>${event === undefined ? 'Nothing had happened yet.' : markup`Last: <code>${event}</code>`}</p>`,
    operations.length === 0 ? undefined : markup`<p>${operations.join(' ')}</p>`,
    diskTable(files, { caption: 'Disk at this moment', before: before?.files }),
    recovered === undefined ? undefined : shown(recovered, shownBy),
    outcome(point),
  ];
  return markup`<li class="moment"${place}><noscript>${parts}</noscript></li>\n`;
}

function outcome({ wrong, recovered }: TimelinePoint): Markup | undefined {
  if (wrong !== undefined)
    return markup`<p class="outcome"><span class="verdict bad"><span aria-hidden="true">✗</span> wrong</span> ${wrong}</p>`;
  return recovered === undefined
    ? undefined
    : markup`<p class="outcome"><span class="verdict good"><span aria-hidden="true">✓</span> holds</span></p>`;
}

function shown(lines: readonly string[], heading: string): Markup {
  return markup`<p>${heading}:</p><ul class="shown">${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
}
