/** What a host can do. A requirement says which of these it needs; what a host lacks, nothing sound can be said of there. */
export const ABILITIES = [
  'isolates-modules',
  'round-trips',
  'sees-changes',
  'sees-bytes',
  'repeats',
  'virtual-time',
  'reads-beside',
  'clients-together',
  'schedules',
  'scripts',
  'owns-disk',
  'limits-strings',
  'cuts-messages',
  'kill-at-message',
  'crashes-server',
] as const;

/**
 * - `isolates-modules`: each life starts with modules that remember nothing of another one.
 * - `round-trips`: what is written is what is read, at once and a life later, as long as nothing happens.
 * - `sees-changes`: every change of the disk that an operation makes is seen, so that the store can be stopped there.
 * - `sees-bytes`: what was written and what was synced is known, so that power can be lost.
 * - `repeats`: the same life twice gives the same, thousands of times a second; there is something to shrink.
 * - `virtual-time`: days pass in no time, and what has not come back never will; elsewhere a call that has not come back may still do so.
 * - `reads-beside`: a process reads the store while another one stands in the midst of a write.
 * - `clients-together`: several clients use a store at once.
 * - `schedules`: somebody decides which of them goes on when.
 * - `scripts`: it runs what is no store.
 * - `owns-disk`: every path is the host's own, so that a store may be led out of its directory.
 * - `limits-strings`: the longest string can be a short one, so that what is too long is met in no time.
 * - `cuts-messages`: a connection to a server can be cut at every request and every answer.
 * - `kill-at-message`: so can all that a client has, as its death does.
 * - `crashes-server`: the server can be made to die.
 */
export type Ability = (typeof ABILITIES)[number];

/** Why nothing can be said of a requirement on a host that lacks what it needs. */
export const WITHOUT: { readonly [A in Ability]: string } = {
  'isolates-modules': 'lives of the store share its modules here',
  'round-trips': 'what is written is not what is read here, without any crash',
  'sees-changes': 'the changes of its disk are not seen here',
  'sees-bytes': 'power cannot be lost here',
  repeats: 'no two runs are the same here',
  'virtual-time': 'no day passes here',
  'reads-beside': 'on this host nobody reads while somebody writes',
  'clients-together': 'on this host nobody decides who goes on when',
  schedules: 'on this host nobody decides who goes on when',
  scripts: 'on this host only stores run',
  'limits-strings': 'strings are as long here as they always may be',
  'cuts-messages': 'it keeps its sessions on no server here',
  'kill-at-message': 'it keeps its sessions on no server here',
  'crashes-server': 'the server is not ours to end here: without --service one of our own is started, where it is installed',
  'owns-disk': 'the disk is a real one here, and nothing may be written outside the directory',
};
