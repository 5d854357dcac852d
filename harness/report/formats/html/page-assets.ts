import { readFileSync } from 'node:fs';

/** What is published as it is, beside the code that is built from this folder. */
const FOLDER = new URL('../../../../../harness/report/formats/html/', import.meta.url);

/** The page's style sheet and script: sources of their own, which are put into every page as they are. */
export function pageAssets(): { readonly style: string; readonly script: string } {
  return { style: read('page.css'), script: read('page.js') };
}

function read(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8');
}
