import type { FileView } from '../../../verdict/counterexample.ts';
import { sizeOf } from '../../counterexample-block.ts';
import { type Markup, markup } from './markup.ts';

/** A disk as a table; with the disk before it, what is new, changed and gone is marked. */
export function diskTable(
  files: readonly FileView[],
  { caption, before }: { readonly caption: string; readonly before?: readonly FileView[] | undefined },
): Markup {
  const gone = (before ?? []).filter(({ path }) => files.every((file) => file.path !== path));
  if (files.length + gone.length === 0) return markup`<p class="quiet">${caption}: no files.</p>`;
  const rows = files.map((file) => row(file, before === undefined ? undefined : changeOf(file, before)));
  // Without white space in between, which would double what a browser has to keep of a large report.
  return markup`<div class="scroll" role="group" aria-label="${caption}" tabindex="0"><table class="disk"><caption>${caption}</caption>${HEAD}<tbody>${rows}${gone.map(
    (file) => row(file, 'gone'),
  )}</tbody></table></div>`;
}

const HEAD = markup`<thead><tr><th scope="col">File</th><th scope="col">Size</th><th scope="col">Content</th></tr></thead>`;

type Difference = 'new' | 'changed' | 'gone';

function changeOf(file: FileView, before: readonly FileView[]): Difference | undefined {
  const earlier = before.find(({ path }) => path === file.path);
  if (earlier === undefined) return 'new';
  const same = earlier.kind === file.kind && earlier.sizeBytes === file.sizeBytes && earlier.excerpt === file.excerpt;
  return same ? undefined : 'changed';
}

function row(file: FileView, difference: Difference | undefined): Markup {
  const mark = difference === undefined ? undefined : markup` <span class="tag ${difference}">${difference}</span>`;
  const [size, excerpt] = difference === 'gone' ? [] : [sizeOf(file), shortened(file.excerpt)];
  return markup`<tr><th scope="row">${file.path}${mark}</th><td>${size}</td><td>${excerpt}</td></tr>`;
}

/** A long run of one byte that is no text is counted instead of shown. */
function shortened(excerpt: string): string {
  return excerpt.replace(/(\\x[0-9a-f]{2})\1{7,}/g, (run, byte: string) => `${byte} (${run.length / byte.length} times)`);
}
