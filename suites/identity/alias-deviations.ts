import { ALIAS_FIELDS, ALIAS_RECORD, type Aliased } from '../../harness/host/alias.ts';
import { describeRead, describeState } from '../../harness/host/describe-state.ts';
import type { ReadResult } from '../../harness/host/snapshot.ts';
import { type ComparedParts, type ModelState, sameState } from '../../harness/model/reference.ts';
import type { Deviation } from './deviation.ts';

/** What the session must read as, whatever becomes of the objects. */
const ALIAS_STATE: ModelState = { fields: ALIAS_FIELDS(), records: [ALIAS_RECORD()] };

/** Whether the changes of the caller's objects show. A write that was refused, or reads otherwise, is no matter of these. */
export function aliasDeviations({ written, passed, returned }: Aliased, session: string, parts: ComparedParts): Deviation[] {
  if (!written.ok) return [];
  const afterPassing = aliasDeviation(
    passed,
    session,
    parts,
    `after the object that had been passed to ${givenTo(parts)} was changed`,
  );
  if (afterPassing !== undefined) return [afterPassing];
  const afterReading = aliasDeviation(returned, session, parts, 'after the object that read had returned was changed');
  return afterReading === undefined ? [] : [afterReading];
}

export function aliasDeviation(result: ReadResult, session: string, parts: ComparedParts, when: string): Deviation | undefined {
  if ('problem' in result || sameState(ALIAS_STATE, result.state, parts) || !showsChange(result)) return undefined;
  const expected = describeState(ALIAS_STATE, parts);
  return { kind: 'aliased', session, when, expected, found: describeRead(result, parts) };
}

/** Only what the caller did to the objects afterwards tells that they are the same. */
function showsChange(result: ReadResult): boolean {
  const shown = JSON.stringify(result);
  return shown.includes('changed later') || shown.includes('"changed":"later"');
}

/** The operations that were given the objects. */
function givenTo({ fields, records }: ComparedParts): string {
  if (fields && records) return 'patch or append';
  return fields ? 'patch' : 'append';
}
