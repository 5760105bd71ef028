import path from 'node:path';
import type { ModuleInfo } from 'rolldown';

/** The modules of the bundler. */
interface Graph {
  getModuleInfo(id: string): ModuleInfo | null;
}

/**
 * Puts all modules that the program loads at its start into one chunk: each file of the bundle costs half a millisecond
 * then, however small it is. Modules that are imported on demand stay apart.
 */
export function startChunk(entry: string): (id: string, graph: Graph) => string | null {
  let known: { graph: Graph; ids: ReadonlySet<string> } | undefined;
  return (id, graph) => {
    if (known?.graph !== graph) known = { graph, ids: reachable(path.resolve(entry), graph) };
    return known.ids.has(id) ? 'start' : null;
  };
}

/** Returns a module and all that it imports statically, directly or indirectly. */
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
