import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the project. */
const HOUSE = path.resolve(import.meta.dirname, '../..');

/** Every source file of the product, relative to `HOUSE`. */
export const FILES: readonly string[] = globSync(['src/**/*.{ts,tsx}', 'contexts/**/*.ts', 'help/**/*.ts'], {
  cwd: HOUSE,
}).toSorted();

/** The text of a source file. */
export function textOf(file: string): string {
  return readFileSync(path.join(HOUSE, file), 'utf8');
}

/** What a file imports, by name: packages as they are, files relative to `HOUSE`. Types count too, dynamic imports as well. */
export function importsOf(file: string): string[] {
  const names = [...textOf(file).matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*'([^']+)'/g)].map(
    ([, name]) => name!,
  );
  return names.map((name) => (name.startsWith('.') ? path.join(path.dirname(file), name) : name));
}

/** Files that import each other in a circle, as groups of more than one (Tarjan's strongly connected components). */
export function circles(): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): void => {
    const at = order.size;
    order.set(file, at);
    low.set(file, at);
    stack.push(file);
    for (const next of importsOf(file)) {
      if (!FILES.includes(next)) continue;
      if (!order.has(next)) {
        visit(next);
        low.set(file, Math.min(low.get(file)!, low.get(next)!));
      } else if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, order.get(next)!));
    }
    if (low.get(file) !== at) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1) found.push(circle.toSorted());
  };
  for (const file of FILES) if (!order.has(file)) visit(file);
  return found;
}
