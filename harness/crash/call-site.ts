import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Change } from '../host/change.ts';
import type { CallSite, CrashPoint } from '../verdict/counterexample.ts';

/**
 * The line of the store that made the change which the crash prevented or tore; if there was none to come, the last one that it made.
 * Only where stacks were captured.
 */
export function callSiteOf(changes: readonly Change[], point: CrashPoint): CallSite | undefined {
  const change = changes[point.changes] ?? changes[point.changes - 1];
  return change?.event.stack === undefined ? undefined : siteOf(change.event.stack, change.event.api);
}

/** `at name (file:line:column)`, `at async name (file:///...:1:2)`, `at file:1:2`. */
const FRAME = /^\s*at (?:async )?(?:(?<name>.+?) \()?(?<file>(?:file:\/\/)?[^()]+?):(?<line>\d+):(?<column>\d+)\)?$/;

/** The first frame of a stack that lies in a file of the store, not in Node and not in a wrapper around fs. */
export function siteOf(stack: string, api: string): CallSite | undefined {
  const sites = stack.split('\n').flatMap((line): CallSite[] => {
    const { name, file, line: row, column } = FRAME.exec(line)?.groups ?? {};
    if (file === undefined || file.startsWith('node:')) return [];
    const site = { api, file: shownPath(file), line: Number(row), column: Number(column) };
    return [name === undefined ? site : { ...site, functionName: name }];
  });
  return sites.find(({ file }) => !WRAPPERS.test(file)) ?? sites[0];
}

/** Packages that pass fs calls on: the line of interest is the one that called them. */
const WRAPPERS = /node_modules\/(graceful-fs|fs-extra|universalify|jsonfile|retry|bagpipe|stubborn-utils)\//;

/** A path or `file:` URL as reports show it: below the working directory relative to it, of packages from `node_modules` on. */
export function shownPath(file: string): string {
  const absolute = file.startsWith('file:') ? fileURLToPath(file) : file;
  const inPackage = absolute.lastIndexOf('/node_modules/');
  if (inPackage !== -1) return absolute.slice(inPackage + 1);
  const relative = path.relative(process.cwd(), absolute);
  return relative.startsWith('..') ? absolute : relative;
}
