import path from 'node:path';
import { filesInCircles, linesOf, readSourceTree } from './source-tree.ts';

/**
 * Prints figures of the house: files and lines of each room, median and longest file, circles, and marks that take the
 * compiler's word away. `node tools/house.ts [folder of a checkout]`.
 */
const tree = readSourceTree(path.resolve(process.argv[2] ?? path.resolve(import.meta.dirname, '..')));

const rooms = new Map<string, number[]>();
for (const file of tree.files) {
  const parts = file.split('/');
  const name = parts.slice(0, parts[0] === 'src' ? Math.min(3, parts.length - 1) : 1).join('/');
  rooms.set(name, [...(rooms.get(name) ?? []), linesOf(tree, file)]);
}
for (const [name, lines] of rooms) {
  const files = String(lines.length).padStart(4);
  console.log(`${name.padEnd(28)} ${files} files ${String(sum(lines)).padStart(6)} lines`);
}

const sorted = tree.files
  .map((file) => ({ file, lines: linesOf(tree, file) }))
  .toSorted((one, other) => one.lines - other.lines);
const longest = sorted.at(-1);
const circles = filesInCircles(tree);
console.log(`all: ${sorted.length} files, ${sum(sorted.map(({ lines }) => lines))} lines`);
console.log(`median file: ${sorted[Math.floor(sorted.length / 2)]?.lines} lines`);
console.log(`longest file: ${longest?.lines} lines, ${longest?.file}`);
console.log(`files in circles: ${circles.length} ${circles.join(', ')}`);
console.log(`rules of the linter switched off: ${count(/oxlint-disable/g)}`);
console.log(`errors of the compiler switched off: ${count(/@ts-(?:ignore|expect-error|nocheck)/g)}`);
console.log(`casts: ${count(/\bas (?!const\b)(?:unknown as )?[A-Z][\w.<>[\]]*/g)}`);
console.log(`non-null marks: ${count(/[\w\])]!(?=[.;,)\]\s])/g)}`);
console.log(`doc comments: ${count(/\/\*\*/g)}, beginning with What: ${count(/\/\*\*\s+(?:\* )?What\b/g)}`);

function count(pattern: RegExp): number {
  return sum(tree.files.map((file) => tree.textOf(file).matchAll(pattern).toArray().length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
