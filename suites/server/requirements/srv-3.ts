import type { ServerRequirement } from '../../served/requirement.ts';

export const srv3: ServerRequirement = {
  id: 'SRV-3',
  title:
    'what is one operation is one transaction or one script: a lost connection, a killed client or an error of one command in it leaves nothing half done',
  severity: 'MUST',
  origin: 'langgraph-redis#174: commands of one operation sent one by one',
  explanation: `An operation of several statements that are no transaction can end between any two of them, and so can one of several commands of Redis: a pipeline is not a transaction. What is left is a
session that no operation makes, an index that names what is not there, or a schema that no opening finishes.

What to do: one statement, or BEGIN and COMMIT around all of them, with a ROLLBACK for every error; in Redis MULTI and EXEC, or one script. Opening the store counts as an operation.`,
  defects: ['two-statements', 'pipeline-without-multi', 'half-made-schema'],
  notApplicable: () => undefined,
  kinds: ['cut'],
  isBrokenBy: ({ kind }) => kind === 'half' || kind === 'unopened',
};
