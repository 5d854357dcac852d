import { readFileSync } from 'node:fs';
import { soundSessions } from '../sound-sessions.mjs';

// To read what is not its own is no fault: many stores read a configuration. What it prints does not reach the terminal.
export default {
  name: 'reads-outside',
  claims: { survives: 'process-kill' },
  open({ dir }) {
    console.log(`SECRET ${readFileSync(new URL('../sound-sessions.mjs', import.meta.url), 'utf8')}`);
    return soundSessions(dir);
  },
};
