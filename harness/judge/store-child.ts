import { liveInChild } from '../host/process/child-life.ts';
import { loadAdapter, type Target } from './target.ts';

// The program of a store's process on the process host. Its argument is the target, as JSON.
const target: Target = JSON.parse(process.argv[2] ?? '{}');
await liveInChild((stdio) => loadAdapter(target, stdio));
