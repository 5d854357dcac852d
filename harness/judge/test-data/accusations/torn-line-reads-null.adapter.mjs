import { headerlessLog } from './headerless-log.mjs';

export default headerlessLog('torn-line-reads-null', { first: 'nothing', last: 'nothing' });
