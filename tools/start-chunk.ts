import path from 'node:path';
import type { ModuleInfo } from 'rolldown';

/** What the bundler tells of its modules. */
interface Graph {
  getModuleInfo(id: string): ModuleInfo | null;
}

/**
 * Puts everything that the program loads before its first word into one chunk: each file of the bundle costs half a
 * millisecond at the start, however small it is. What is imported on demand alone stays apart.
 */
export function startChunk(entry: string): (id: string, graph: Graph) => string | null {
  let known: { graph: Graph; ids: ReadonlySet<string> } | undefined;
  return (id, graph) => {
    if (known?.graph !== graph) known = { graph, ids: reachable(path.resolve(entry), graph) };
    return known.ids.has(id) ? 'start' : null;
  };
}

/** The modules that a module imports at once, itself included, directly or by others. */
function reachable(from: string, graph: Graph): Set<string> {
  const found = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}
