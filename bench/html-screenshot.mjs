// Makes the pictures of docs/html-report.md from the report of a defect: `npm run build && node bench/html-screenshot.mjs`. Needs Chromium (CW_CHROMIUM, or
// /usr/bin/chromium).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { telling } from '../dist/harness/judge/telling.js';
import { formatNamed } from '../dist/harness/report/reporters.js';
import { judge } from '../dist/index.js';

const DEFECT = 'defect:truncate-in-place';
const picture = fileURLToPath(new URL('../docs/html-report.png', import.meta.url));

const report = await judge(DEFECT, { effort: 'quick', only: ['CRASH-1', 'PATCH-2'], confirmKill: false, out: false });
const directory = mkdtempSync(path.join(os.tmpdir(), 'crashworthy-picture-'));
const browser = await chromium.launch({
  executablePath: process.env.CW_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid() === 0 ? ['--no-sandbox'] : [],
});
try {
  const file = path.join(directory, 'report.html');
  writeFileSync(file, formatNamed('html').render(report, { color: false, width: 80, telling }));
  const tab = await browser.newPage({ viewport: { width: 900, height: 700 } });
  await tab.goto(pathToFileURL(file).href);
  const [crash, race] = await Promise.all(
    ['#failure-CRASH-1 .time-travel', '#failure-PATCH-2 .time-travel'].map((part) => tab.locator(part).elementHandle()),
  );
  // Both side by side in one picture, alone on the page.
  await tab.evaluate(
    ([one, other]) => {
      document.querySelector('header').remove();
      document.querySelector('main').replaceChildren(one, other);
    },
    [crash, race],
  );
  await tab.locator('body').screenshot({ path: picture });
} finally {
  await browser.close();
  rmSync(directory, { recursive: true, force: true });
}
