/**
 * The Node API call on whose behalf the kernel is entered right now. Set around each primitive's effect, so that a kernel can name
 * the call in its `FsEvent` without every primitive carrying two more arguments. Outside of an effect `api` is the empty string.
 */
export interface CurrentCall {
  /** Such as `fs.promises.writeFile`, `fs.openSync` or `FileHandle.write`. */
  api: string;
  /** `Error.stack` without its first line, from the caller of the patched function outwards; only if the mount's recorder asks. */
  stack: string | undefined;
}

export const currentCall: CurrentCall = { api: '', stack: undefined };
