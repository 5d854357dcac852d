import { always, type IdentityRequirement } from '../requirement.ts';

/** IDENT-4: payloads come back exactly. */
export const ident4: IdentityRequirement = {
  id: 'IDENT-4',
  title:
    'payloads come back exactly: unicode (lone surrogates refused or kept), deep nesting, `__proto__` keys, -0, 1e308, megabytes',
  severity: 'MUST',
  origin: 'copilot-cli#2012: a raw U+2028 inside a line; texts that were cut between the halves of a surrogate pair',
  explanation: `What a write was acknowledged for is what is read, to the last code unit, live and when the store is opened again; or the write is refused. Texts of models
and users hold every character there is, also half ones, since they are cut at any place. Encodings replace what they do not know, merges by
assignment lose a key called \`__proto__\`, lines end where a text has a newline of some kind, a text that was read in chunks is no text where each chunk is
decoded by itself. Every session is read after each write, for the next one may be refused because of what the one before has left. A write that has nothing
to write (\`{}\`, no records) leaves what is there, and a session that was emptied can be read. What is odd, long or deep may be refused; what every program has
in its objects (\`null\`, a list, an object in an object) may not.

-0 that comes back as 0 is what \`JSON.stringify\` makes of it, and is only noted, but where the store claims \`values: 'exact'\`. So is a field that is lost because the store has a field of that
name itself (\`id\`, \`type\`, \`expires\`).

What JSON has no form for (NaN, Infinity, a Date, a Map, \`undefined\` in an array, a function) is judged where the store claims \`values: 'exact'\`: it is kept as it is, or the
write is refused. \`JSON.stringify\` makes something else of most of it without a word. Where nothing is claimed the caller is to pass JSON, and what changes is only noted.

What to do: \`JSON.stringify\` escapes what UTF-8 cannot hold; store its text as UTF-8, and do not touch it. Merge with spread or
\`Object.defineProperty\`, not with \`Object.assign\`. Read a stream of text with \`setEncoding('utf8')\`.`,
  defects: [
    'latin1-encoding',
    'well-formed-text',
    'merge-by-assignment',
    'decodes-each-chunk',
    'escapes-by-hand',
    'unreadable-when-emptied',
    'stringifies-unseen',
    'loses-sign-of-zero',
    'refuses-null',
  ],
  notApplicable: always,
  concerns: ({ kind }) => kind === 'payload' || kind === 'ordinary' || kind === 'foreign',
  isBrokenBy: ({ kind }) => kind === 'changed' || kind === 'refused',
};
