/** Why power loss cannot be tried of a store that wrote these files through mappings; `undefined` for none. */
export function mappedReason(files: readonly string[]): string | undefined {
  if (files.length === 0) return undefined;
  const all = [...new Set(files)].sort();
  const shown = all.slice(0, 3).map((file) => file.replace(/^\/data\//, ''));
  return `it writes ${shown.join(', ')} through a mapping, and when that happens nobody sees: power loss cannot be tried`;
}
