import { serveProcess } from '../host/simulated/processes/serve-process.ts';
import { loadAdapter, type Target } from './target.ts';

// The program of a thread that is one of several simulated processes. Its argument is the target, as JSON.
await serveProcess((argument) => {
  const target: Target = JSON.parse(argument);
  return loadAdapter(target);
});
