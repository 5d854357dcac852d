import { mountedPlaceOfClients } from '../host/mounted/together/mounted-place-of-clients.ts';
import { serveClients } from '../host/process/clients/serve-clients.ts';
import { loadAdapter, type Target } from './target.ts';

// The program of a process that hosts clients on the mounted host. Its argument is the target, as JSON.
const target: Target = JSON.parse(process.argv[2] ?? '{}');
await serveClients((stdio) => loadAdapter(target, stdio), mountedPlaceOfClients);
