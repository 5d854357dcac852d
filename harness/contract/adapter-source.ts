import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = new WeakMap<object, string>();

/** Deep enough for an adapter that a function of another module makes; a test runner alone puts a dozen frames below it. */
const FRAMES = 50;
const contract = path.dirname(fileURLToPath(import.meta.url));
const ourPackage = path.join(contract, '..', '..');

/**
 * The path of the file that called `defineAdapter` for this adapter: a store must be loaded again where it is to run. `undefined` for an
 * object that was made otherwise, or where the stack names no file that exists. The file need not export it.
 */
export function sourceOf(adapter: object): string | undefined {
  return sources.get(adapter);
}

/**
 * Notes which file defines an adapter. That is the caller of `defineAdapter`, or of the function of ours that called it; what lies below
 * a module of ours that was just being loaded belongs to whoever loads modules, such as a test runner.
 */
export function rememberSource(adapter: object): void {
  const files = callingFiles().filter((file) => !within(contract, file) && existsSync(file));
  const source = files.find((file) => !within(ourPackage, file) && !isDependency(file)) ?? files[0];
  if (source !== undefined) sources.set(adapter, source);
}

function isDependency(file: string): boolean {
  return file.split(path.sep).includes('node_modules');
}

/** Files of the stack, innermost first. Call sites rather than text: a source map may rename what stands in the text. */
function callingFiles(): string[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = FRAMES;
    Error.prepareStackTrace = (_error, callSites) => callSites;
    const { stack } = new Error('for its stack') as unknown as { stack: readonly NodeJS.CallSite[] };
    // Asynchronous callers are those who await an import, not those who define.
    return stack.filter((callSite) => !callSite.isAsync()).flatMap((callSite) => pathOf(callSite.getFileName()) ?? []);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Loaders append a query to the name of a module, to tell its versions apart. */
function pathOf(fileName: string | null | undefined): string | undefined {
  if (typeof fileName !== 'string') return undefined;
  if (fileName.startsWith('file:')) return fileURLToPath(fileName.replace(/[?#].*$/s, ''));
  return path.isAbsolute(fileName) ? fileName.replace(/\?.*$/s, '') : undefined;
}

function within(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}
