import { headerlessLog } from './headerless-log.mjs';

export default headerlessLog('torn-line-last-is-error', { first: 'nothing', last: 'error' });
