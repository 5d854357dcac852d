import fc from 'fast-check';
import type { ListInput, ListOutput } from './list-order.ts';
import type { PureModel } from './pure-model.ts';
import type { SimulatedObject } from './random-histories.test-data.ts';
import type { RegisterInput, RegisterOutput } from './test-data/cas-register.ts';

export const REGISTER: SimulatedObject<number | null, RegisterInput, RegisterOutput> = {
  initial: null,
  apply: (state, input) => {
    if (input.op === 'read') return [state, { value: state }];
    if (input.op === 'write') return [input.value, { written: true }];
    return state === input.from ? [input.to, { swapped: true }] : [state, { swapped: false }];
  },
};

export const REGISTER_INPUTS: fc.Arbitrary<RegisterInput> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<RegisterInput>({ op: 'read' }) },
  fc.record({ op: fc.constant('write' as const), value: fc.nat(2) }),
  fc.record({ op: fc.constant('cas' as const), from: fc.nat(2), to: fc.nat(2) }),
);

/** Elements are unique: an append's own is its input's and the number of its client. */
export const LIST: SimulatedObject<readonly number[], ListInput, ListOutput> = {
  initial: [],
  apply: (state, input) => (input.op === 'read' ? [state, state] : [[...state, Number(input.element)], undefined]),
};

export const LIST_MODEL: PureModel<readonly (string | number)[], ListInput, ListOutput> = {
  initial: () => [],
  step: (state, input, output) => {
    if (input.op === 'append') return [[...state, input.element]];
    return JSON.stringify(output) === JSON.stringify(state) ? [state] : [];
  },
  mayLeadTo: (state, input) => (input.op === 'append' ? [[...state, input.element]] : []),
  key: (state) => JSON.stringify(state),
  readOnly: (input) => input.op === 'read',
};

export const LIST_INPUTS: fc.Arbitrary<ListInput> = fc.oneof(
  fc.constant<ListInput>({ op: 'read' }),
  fc.nat(1_000_000_000).map((element): ListInput => ({ op: 'append', element })),
);

/** A document with two fields, one of which an operation sets, and a die: an operation with several outcomes. */
export type DocumentInput =
  | { readonly op: 'patch'; readonly field: 'a' | 'b'; readonly value: number }
  | { readonly op: 'read' | 'roll' };
export type Document = { readonly a: number; readonly b: number };

export const DOCUMENT: SimulatedObject<Document, DocumentInput, Document | undefined> = {
  initial: { a: 0, b: 0 },
  apply: (state, input, salt) => {
    if (input.op === 'read') return [state, state];
    return [input.op === 'patch' ? { ...state, [input.field]: input.value } : { ...state, a: 1 + (salt % 2) }, undefined];
  },
};

/** Neither reads nor equal inputs are told apart by it. */
export const DOCUMENT_MODEL: PureModel<Document, DocumentInput, Document | undefined> = {
  initial: () => ({ a: 0, b: 0 }),
  step: (state, input, output) => {
    if (input.op === 'read') return output !== undefined && output.a === state.a && output.b === state.b ? [state] : [];
    return DOCUMENT_MODEL.mayLeadTo(state, input);
  },
  mayLeadTo: (state, input) => {
    if (input.op === 'read') return [{ ...state }];
    if (input.op === 'patch') return [{ ...state, [input.field]: input.value }];
    return [1, 2].map((a) => ({ ...state, a }));
  },
  key: ({ a, b }) => `${a} ${b}`,
};

export const DOCUMENT_INPUTS: fc.Arbitrary<DocumentInput> = fc.oneof(
  fc.constantFrom<DocumentInput>({ op: 'read' }, { op: 'read' }, { op: 'roll' }),
  fc.record({ op: fc.constant('patch' as const), field: fc.constantFrom('a' as const, 'b' as const), value: fc.nat(2) }),
);
