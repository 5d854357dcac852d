// Preloaded into a measured process: writes its peak memory to descriptor 3 when it ends. Its workers preload it too, and stay silent.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('exit', () => writeSync(3, JSON.stringify({ maxRssKb: process.resourceUsage().maxRSS })));
