import { existsSync } from 'node:fs';

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome'];

/** The browser to test pages in: that of `CW_CHROMIUM`, or where distributions put it; `undefined` where there is none. */
export function chromiumPath(): string | undefined {
  const { CW_CHROMIUM: asked } = process.env;
  return asked ?? USUAL_PLACES.find((place) => existsSync(place));
}
