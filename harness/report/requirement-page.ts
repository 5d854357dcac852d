import { printable } from './printable.ts';

/** Where a requirement is explained: `docs/requirements.md` as it was published with this version. */
export function requirementPage(id: string, version: string): string {
  const [page, anchor] = [version, id.toLowerCase()].map((text) => encodeURIComponent(printable(text)));
  return `https://unpkg.com/crashworthy@${page}/docs/requirements.md#${anchor}`;
}
