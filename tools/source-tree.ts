import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The product's source files below a folder, with what they import. */
export interface SourceTree {
  /** Paths relative to the folder, sorted. */
  readonly files: readonly string[];
  readonly textOf: (file: string) => string;
  /**
   * Returns what a file imports: packages by name, files relative to the folder. Types and dynamic imports count, as
   * far as their names stand there as text.
   */
  readonly importsOf: (file: string) => readonly string[];
}

/** Reads the source files of a checkout. */
export function readSourceTree(folder: string): SourceTree {
  const files = globSync(['src/**/*.{ts,tsx}', 'contexts/**/*.ts', 'help/**/*.ts'], {
    cwd: folder,
  }).toSorted();
  const texts = new Map(files.map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
  const imports = new Map([...texts].map(([file, text]) => [file, importsIn(file, text)]));
  return {
    files,
    textOf: (file) => texts.get(file) ?? '',
    importsOf: (file) => imports.get(file) ?? [],
  };
}

/** Returns the number of lines of a file. */
export function linesOf(tree: SourceTree, file: string): number {
  return tree.textOf(file).split('\n').length - 1;
}

/** Returns the files from which a walk along the imports comes back to the file itself. */
export function filesInCircles({ files, importsOf }: SourceTree): string[] {
  return files.filter((file) => {
    const seen = new Set<string>();
    const open = [...importsOf(file)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...importsOf(next));
    }
    return seen.has(file);
  });
}

function importsIn(file: string, text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*'([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? path.join(path.dirname(file), name) : name,
  );
}
