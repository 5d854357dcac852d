import { headerlessLog } from './headerless-log.mjs';

export default headerlessLog('torn-line-first-is-error', { first: 'error', last: 'nothing' });
