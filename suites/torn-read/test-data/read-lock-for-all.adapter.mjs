// As read-lock, but claims to survive a kill (which it does not), so that readers in other processes are tried.
import { defineAdapter } from 'crashworthy';
import readLock from './read-lock.adapter.mjs';

export default defineAdapter({ ...readLock, name: 'read-lock-for-all', claims: { survives: 'process-kill' } });
