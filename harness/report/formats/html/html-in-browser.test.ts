import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { telling } from '../../../judge/telling.ts';
import type { Report } from '../../../verdict/report.ts';
import { chromiumPath } from './chromium.test-data.ts';
import { fullReport, hostileReport } from './hostile-report.test-data.ts';
import { renderHtml } from './html.ts';

const executablePath = chromiumPath();

// As root Chromium has no sandbox of its own; the pages are ours.
const LAUNCH = { args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] };

// Says why in the list of tests.
if (executablePath === undefined)
  test.skip('no Chromium is here: install the package chromium, or name one in CW_CHROMIUM', () => {});

describe.skipIf(executablePath === undefined)('in Chromium', () => {
  let browser: Browser;
  let directory: string;
  let complaints: string[];

  beforeAll(async () => {
    browser = await chromium.launch({ ...LAUNCH, ...(executablePath === undefined ? {} : { executablePath }) });
    directory = mkdtempSync(path.join(os.tmpdir(), 'crashworthy-html-'));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(() => {
    complaints = [];
  });
  afterEach(() => expect(complaints).toEqual([]));

  /** Opens a report as a file. Whatever the console says, and all that is loaded beside the page, is a complaint; violations of the policy are said there. */
  async function open(report: Report, options: BrowserContextOptions = {}): Promise<Page> {
    const file = path.join(directory, 'report.html');
    writeFileSync(file, renderHtml(report, telling));
    const page = await browser.newPage(options);
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    const own = pathToFileURL(file).href;
    page.on('request', (request) => {
      const url = request.url();
      if (url !== own && !url.startsWith('data:')) complaints.push(`loaded ${url}`);
    });
    await page.goto(own);
    return page;
  }

  const seen = (page: Page) => page.locator('#failure-CRASH-1 .moment:visible');

  test('one moment is shown, at first that of the failure', async () => {
    const page = await open(fullReport());
    expect(await seen(page).count()).toBe(1);
    expect(await seen(page).textContent()).toContain('Session a cannot be read.');
    await page.close();
  });

  test('the slider is reached and moved by the keyboard alone, and says where it is', async () => {
    const page = await open(fullReport());
    const slider = page.locator('#failure-CRASH-1 input[type=range]');
    for (let pressed = 0; pressed < 40 && !(await slider.evaluate((element) => element.matches(':focus'))); pressed++)
      await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('getComputedStyle(document.querySelector("input:focus-visible")).outlineStyle')).toBe(
      'solid',
    );
    const shown: (string | null)[] = [];
    for (const key of ['Home', 'ArrowRight', 'End', 'ArrowLeft']) {
      await page.keyboard.press(key);
      shown.push(await seen(page).locator('.when strong').textContent());
    }
    expect(shown).toEqual(['Moment 1 of 4', 'Moment 2 of 4', 'Moment 4 of 4', 'Moment 3 of 4']);
    expect(await slider.getAttribute('aria-valuetext')).toMatch(
      /^Moment 3 of 4 the failure, after 1 change .*wrong Session a cannot be read\.$/,
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await seen(page).locator('.when strong').textContent()).toBe('Moment 2 of 4');
    await page.close();
  });

  test('a line through the lanes is where the slider is', async () => {
    const page = await open(fullReport());
    const line = page.locator('#failure-PATCH-3 line.now');
    const before = Number(await line.getAttribute('x1'));
    await page.locator('#failure-PATCH-3 input[type=range]').press('ArrowLeft');
    expect(before - Number(await line.getAttribute('x1'))).toBe(Number(await line.getAttribute('data-step')));
    await page.close();
  });

  test('without scripts every moment is there to be read', async () => {
    const page = await open(fullReport(), { javaScriptEnabled: false });
    expect(await seen(page).count()).toBe(4);
    expect(await page.locator('.slider:visible').count()).toBe(0);
    await page.close();
  });

  test('in the dark the page is dark', async () => {
    const brightness = async (colorScheme: 'light' | 'dark') => {
      const page = await open(fullReport(), { colorScheme });
      const color = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      await page.close();
      return Number(/\d+/.exec(color)?.[0]);
    };
    expect(await brightness('light')).toBeGreaterThan(200);
    expect(await brightness('dark')).toBeLessThan(60);
  });

  test('printed, everything is open and nothing is to be operated; afterwards it is closed again', async () => {
    const page = await open(fullReport());
    const rows = page.locator('details tbody tr:visible');
    const before = await rows.count();
    await page.emulateMedia({ media: 'print' });
    await page.locator('details:not([open])').first().waitFor({ state: 'detached' });
    expect(await rows.count()).toBeGreaterThan(before);
    expect(await page.locator('.slider:visible').count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    await page.locator('details[open]').first().waitFor({ state: 'detached' });
    await page.close();
  });

  test('on a narrow screen nothing is wider than the screen', async () => {
    const page = await open(fullReport(), { viewport: { width: 320, height: 640 } });
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.close();
  });

  test.each(['<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>', '"><svg onload=alert(1)>'])(
    '%s is shown as text',
    async (hostile) => {
      const page = await open(hostileReport(hostile));
      expect(await page.locator('#content img, #content script, svg[onload]').count()).toBe(0);
      expect(await page.locator('.moment:visible').first().textContent()).toContain(`Session a cannot be read.${hostile}`);
      await page.close();
    },
  );

  test.each(['light', 'dark'] as const)('axe finds nothing, %s', async (colorScheme) => {
    const page = await open(fullReport(), { colorScheme, bypassCSP: true });
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.addScriptTag({ content: axe.source });
    const found = 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]))';
    const violations = await page.evaluate<string[][]>(found);
    expect(violations).toEqual([]);
    await page.close();
  });
});
