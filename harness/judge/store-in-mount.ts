import { serveLivesInMount } from '../host/mounted/lives-in-mount.ts';
import { loadAdapter, type Target } from './target.ts';

// The program of a store's process on the mounted host. Its argument is the target, as JSON.
const target: Target = JSON.parse(process.argv[2] ?? '{}');
await serveLivesInMount(() => loadAdapter(target));
