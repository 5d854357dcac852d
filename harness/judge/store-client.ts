import { RealPlace } from '../host/process/clients/real-place.ts';
import { serveClients } from '../host/process/clients/serve-clients.ts';
import { loadAdapter, type Target } from './target.ts';

// The program of a process that hosts clients on the process host. Its argument is the target, as JSON within JSON.
const { argument, directory }: { argument: string; directory: string } = JSON.parse(process.argv[2] ?? '{}');
const target: Target = JSON.parse(argument);
await serveClients(
  (stdio) => loadAdapter(target, stdio),
  (onPrinted) => new RealPlace(directory, onPrinted),
);
