// How long the HTML page of a large report takes: to be written, and to be opened in Chromium (CW_CHROMIUM, or /usr/bin/chromium; left out where there is
// none) until its sliders are there. The report is that of a defect, grown to five megabytes. The ratio is that to a
// page that says nothing, opened by the same browser.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { telling } from '../dist/harness/judge/telling.js';
import { formatNamed } from '../dist/harness/report/reporters.js';
import { judge } from '../dist/index.js';
import { print } from './print.mjs';

const brief = process.env.CW_BENCH_BRIEF === '1';
const MEGABYTES = brief ? 0.2 : 5;
const MOMENTS = 60;
const ROUNDS = brief ? 1 : 7;
const executablePath = process.env.CW_CHROMIUM ?? '/usr/bin/chromium';

const report = grown(
  await judge('defect:truncate-in-place', { effort: 'quick', only: ['CRASH-1'], confirmKill: false, out: false }),
);
const render = () => formatNamed('html').render(report, { color: false, width: 80, telling });

const page = render();
print({ name: 'html-report-json', value: JSON.stringify(report).length / 1e6, unit: 'MB' });
print({ name: 'html-report-page', value: page.length / 1e6, unit: 'MB' });
print({ name: 'html-report-written', value: median(Array.from({ length: ROUNDS }, () => timed(render))), unit: 'ms' });
if (existsSync(executablePath)) await openInChromium();

async function openInChromium() {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'crashworthy-bench-'));
  const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
  const opened = async (name, html) => {
    const file = path.join(directory, name);
    writeFileSync(file, html);
    const times = [];
    const busy = [];
    for (let round = 0; round < ROUNDS; round++) {
      const tab = await browser.newPage();
      const devtools = await tab.context().newCDPSession(tab);
      await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
      const begun = performance.now();
      // The script that makes the sliders is the last thing of the page: it has run when the page is loaded.
      await tab.goto(pathToFileURL(file).href, { waitUntil: 'load', timeout: 120_000 });
      await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      times.push(performance.now() - begun);
      const { metrics } = await devtools.send('Performance.getMetrics');
      busy.push(1000 * metrics.find(({ name: metric }) => metric === 'TaskDuration').value);
      await tab.close();
    }
    return { ms: median(times), busyMs: median(busy) };
  };
  try {
    const empty = await opened('empty.html', '<!doctype html><title>empty</title>');
    const full = await opened('report.html', page);
    const ratio = Number((full.ms / empty.ms).toPrecision(3));
    print({ name: 'html-report-opened', value: full.ms, unit: 'ms', ratio, baseline: Math.round(empty.ms), goal: 1000 });
    // What the page itself takes, on however busy a machine.
    print({ name: 'html-report-opened-processor-time', value: full.busyMs, unit: 'ms', baseline: Math.round(empty.busyMs) });
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The report as large as reports become: every requirement fails, with so many files at each of sixty moments that it has five megabytes. */
function grown(small) {
  const { counterexample } = small.requirements.find(({ verdict }) => verdict === 'fail');
  const { points } = counterexample.timeline;
  const bytesOfMoment = (MEGABYTES * 1e6) / small.requirements.length / MOMENTS;
  const moments = Array.from({ length: MOMENTS }, (_, index) => {
    const point = points[index % points.length];
    const count = Math.max(1, Math.round((bytesOfMoment - JSON.stringify(point).length) / 270));
    const files = Array.from({ length: count }, (_, file) => {
      const excerpt = `{"moment":${index},"text":"${'x'.repeat(170)}"}`;
      return { path: `s-alpha-${file}.json`, kind: 'file', sizeBytes: 4096, excerpt };
    });
    return { ...point, changes: index, files };
  });
  const failed = { verdict: 'fail', counterexample: { ...counterexample, timeline: { points: moments } } };
  return { ...small, requirements: small.requirements.map((requirement) => ({ ...requirement, ...failed, reason: undefined })) };
}

function timed(work) {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function median(values) {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
