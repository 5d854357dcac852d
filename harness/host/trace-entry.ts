import type { FsEvent } from '../disk/trace.ts';
import type { HistoryEvent } from '../model/history.ts';

/** The fs events of a life, with its history woven in. */
export type TraceEntry = FsEvent | HistoryEvent;
