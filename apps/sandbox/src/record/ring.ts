export type RingLimits = { readonly calls: number; readonly bytes: number };

export type Ring<T extends { readonly id: string }> = {
  add(item: T, bytes: number): void;
  find(id: string): T | undefined;
  /** The newest first. */
  newest(): IterableIterator<T>;
  clear(): void;
  readonly size: number;
};

/** The latest items within a number and a sum of bytes; the oldest leave first. */
export function createRing<T extends { readonly id: string }>(limits: RingLimits): Ring<T> {
  // A map keeps the order in which its keys came.
  const items = new Map<string, { readonly item: T; readonly bytes: number }>();
  let total = 0;
  const makeRoom = (): void => {
    for (const [id, { bytes }] of items) {
      if (items.size <= limits.calls && total <= limits.bytes) return;
      items.delete(id);
      total -= bytes;
    }
  };
  return {
    add(item, bytes) {
      items.set(item.id, { item, bytes });
      total += bytes;
      makeRoom();
    },
    find: (id) => items.get(id)?.item,
    *newest() {
      for (const { item } of [...items.values()].reverse()) yield item;
    },
    clear() {
      items.clear();
      total = 0;
    },
    get size() {
      return items.size;
    },
  };
}
