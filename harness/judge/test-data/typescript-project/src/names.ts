// biome-ignore lint/style/noEnum: syntax that is more than erasable types, as users write it.
export enum Kind {
  Final = '.json',
  Temporary = '.tmp',
}

export namespace Names {
  export const of = (session: string, kind: Kind): string => encodeURIComponent(session) + kind;
}
