/**
 * The circles of a graph of imports, each once and as short as can be: for every file that is on one, the shortest through it. A circle begins
 * at the file whose name sorts first. Imports of what is no key of the graph lead nowhere.
 */
export function importCircles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const found = new Map<string, string[]>();
  for (const file of [...imports.keys()].sort()) {
    const circle = fromFirst(shortestCircleThrough(file, imports) ?? []);
    if (circle.length > 0) found.set(circle.join('\n'), circle);
  }
  return [...found.values()];
}

/** The first file that imports `start`, of those that it leads to in order of their distance, closes the circle. */
function shortestCircleThrough(start: string, imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  // What is added while it is gone through is reached, too.
  const paths = new Map([[start, [start]]]);
  for (const [file, path] of paths) {
    for (const next of imports.get(file) ?? []) {
      if (next === start) return path;
      if (!paths.has(next)) paths.set(next, [...path, next]);
    }
  }
  return undefined;
}

/** The same circle, turned so that it begins at its first name. */
function fromFirst(circle: readonly string[]): string[] {
  const [first = ''] = [...circle].sort();
  const at = circle.indexOf(first);
  return [...circle.slice(at), ...circle.slice(0, at)];
}
