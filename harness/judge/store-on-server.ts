import { serveStore } from '../host/server/child/serve-store.ts';
import { loadServedAdapter, type Target } from './target.ts';

// The program of a process that hosts a store on a server. Its argument is the target, as JSON.
const target: Target = JSON.parse(process.argv[2] ?? '{}');
await serveStore(() => loadServedAdapter(target));
