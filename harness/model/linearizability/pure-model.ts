/**
 * A sequential object, as pure functions: what it would do if its operations came one at a time. The shape is Porcupine's `Model`, with
 * the unknown outcome of a pending operation apart from the known ones.
 *
 * A register, for example: `initial` gives 0; `step(state, write(3), ack)` gives `[3]`; `step(3, read, 3)` gives `[3]` and
 * `step(3, read, 4)` gives `[]`; `mayLeadTo(state, write(3))` gives `[3]`.
 */
export interface PureModel<State, Input, Output> {
  initial(): State;
  /** The states in which the object may be after `input` returned `output`; none if it cannot return that in `state`. */
  step(state: State, input: Input, output: Output): readonly State[];
  /**
   * The states in which the object may be after `input`, whatever it returned: at least those that `step` gives for any output. Not needed
   * are states equal to `state`: that the operation never takes effect is always considered.
   */
  mayLeadTo(state: State, input: Input): readonly State[];
  /** Equal for equal states, different for different ones. Asked at most once for every state that `step` or `mayLeadTo` gives. */
  key(state: State): string | number;
  /** Operations of different partitions do not influence each other, and each partition starts with `initial()`: one key, or one session. */
  partition?(input: Input): string | number;
  /**
   * Whether the operation is known to leave every state as it is: a read, or a compare-and-set that reported failure. Such operations cost
   * next to nothing, and an explanation may leave them out. `output` is missing if the operation is pending.
   */
  readOnly?(input: Input, output: Output | undefined): boolean;
  /** Equal only for inputs that do the same in every state. Histories with many equal pending operations are then checked faster. */
  inputKey?(input: Input): string | number;
}
