/** When a user loses what a requirement guards, worst first. */
export const LOSSES = [
  'kill',
  'power-loss',
  'race',
  'connection',
  'reader',
  'failing-disk',
  'damage',
  'use',
  'new-version',
  'time',
  'content',
  'privacy',
  'life',
  'truth',
] as const;
export type Loss = (typeof LOSSES)[number];

/** The same in a few words, for the front of a line. */
export const LOSS_WORDS: { readonly [L in Loss]: string } = {
  kill: 'after a kill',
  'power-loss': 'after a power cut',
  race: 'in a race',
  connection: 'by a lost connection',
  reader: 'beside a writer',
  'failing-disk': 'on a failing disk',
  damage: 'on a damaged file',
  use: 'in ordinary use',
  'new-version': 'at an upgrade',
  time: 'by the clock',
  content: 'by id or content',
  privacy: 'in keeping files',
  life: 'in a life',
  truth: 'in what is told',
};
