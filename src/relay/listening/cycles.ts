/** Returns the nodes that a node leads to. */
export type Onward<Node> = (node: Node) => readonly Node[];

/** What a search has found. */
export interface Found<Node> {
  /** Every node that was reached. */
  readonly reached: ReadonlyMap<Node, unknown>;
  /** Sets of nodes that lead back to themselves by way of each other. */
  readonly cycles: readonly ReadonlySet<Node>[];
}

interface Visit<Node> {
  readonly node: Node;
  readonly onward: readonly Node[];
  readonly index: number;
  /** The earliest open node that it leads back to. */
  low: number;
  /** Its component is not complete. */
  open: boolean;
  at: number;
}

/**
 * Finds everything that the starts lead to, and the cycles in it (strongly connected components, Tarjan 1972), in time
 * linear to nodes and edges. Yields after each step, so that the caller can make pauses.
 */
export function* search<Node>(
  starts: Iterable<Node>,
  onward: Onward<Node>,
): Generator<undefined, Found<Node>> {
  const reached = new Map<Node, Visit<Node>>();
  const cycles: ReadonlySet<Node>[] = [];
  const open: Visit<Node>[] = [];
  const way: Visit<Node>[] = [];
  const enter = (node: Node): void => {
    const index = reached.size;
    const visit = { node, onward: onward(node), index, low: index, open: true, at: 0 };
    reached.set(node, visit);
    open.push(visit);
    way.push(visit);
  };
  for (const start of starts) {
    if (!reached.has(start)) enter(start);
    for (let here = way.at(-1); here; here = way.at(-1)) {
      yield;
      if (here.at < here.onward.length) {
        const next = here.onward[here.at++]!;
        const known = reached.get(next);
        if (!known) enter(next);
        else if (known.open) here.low = Math.min(here.low, known.index);
        continue;
      }
      way.pop();
      const before = way.at(-1);
      if (before) before.low = Math.min(before.low, here.low);
      if (here.low !== here.index) continue;
      const component = open.splice(open.lastIndexOf(here));
      for (const visit of component) visit.open = false;
      if (component.length > 1 || here.onward.includes(here.node)) {
        cycles.push(new Set(component.map(({ node }) => node)));
      }
    }
  }
  return { reached, cycles };
}

/** Returns the nodes of the shortest way from a node of a cycle back to it, without that node. */
export function wayBack<Node>(start: Node, cycle: ReadonlySet<Node>, onward: Onward<Node>): Node[] {
  const from = new Map<Node, Node>();
  const open: Node[] = [start];
  for (const node of open) {
    for (const next of onward(node)) {
      if (next === start) return traced(node, start, from);
      if (!cycle.has(next) || from.has(next)) continue;
      from.set(next, node);
      open.push(next);
    }
  }
  return [];
}

function traced<Node>(last: Node, start: Node, from: ReadonlyMap<Node, Node>): Node[] {
  const way: Node[] = [];
  for (let node: Node | undefined = last; node !== undefined && node !== start; node = from.get(node)) {
    way.push(node);
  }
  return way.toReversed();
}
