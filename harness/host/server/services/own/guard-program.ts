import { guard } from './server-guard.ts';

guard(JSON.parse(process.argv[2] ?? '{}'));
