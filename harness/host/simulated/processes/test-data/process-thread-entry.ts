import { serveProcess } from '../serve-process.ts';

// The store is imported where it runs, after its file system is in place.
await serveProcess(async (argument) => (await import('./stores.ts')).adapterOf(argument));
