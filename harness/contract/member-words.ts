/** The parts of what stands behind the colon of a family's target. */
export interface MemberWords {
  /** A package, with a subpath perhaps, or the path of a file. */
  readonly module: string;
  /** The export that was asked for by name. */
  readonly exportName?: string;
}

/** `@scope/package:Store` is the export `Store` of a package, `./my-store.ts:Store` that of a file. A path with a drive is no package with an export. */
export function memberWords(member: string): MemberWords {
  const [, module, exportName] = /^(.{2,}):([A-Za-z_$][\w$]*)$/s.exec(member) ?? [];
  return module === undefined || exportName === undefined ? { module: member } : { module, exportName };
}

/** Whether it is written as the path of a file, as an `import` would tell it from a package. */
export function isPath(module: string): boolean {
  return /^(\.{0,2}\/|\.{1,2}$)/.test(module);
}
