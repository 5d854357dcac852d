import { servedSuite } from '../served/served-suite.ts';
import { SERVER_REQUIREMENTS } from './requirements.ts';

/** The conversation between a store and its server: cut at every message, with another client in its midst, and where the server dies. */
export const server = servedSuite({
  name: 'server',
  scenario: 'server',
  description: 'A store whose conversation with its server was interfered with.',
  level: 'A',
  loss: 'connection',
  requirements: SERVER_REQUIREMENTS,
});
