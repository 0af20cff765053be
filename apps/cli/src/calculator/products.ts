import type { Product, ProductLibrary } from '@zhijie/engine';

/** A commercial product that can be named in a calculation, and how well its figures are sourced. */
export type ListedProduct = {
  readonly id: string;
  readonly title: string;
  readonly areas: readonly string[];
  readonly from: string | null;
  readonly to: string | null;
  readonly badge: string;
  readonly confidence: string;
  readonly productHash: string;
  readonly versions: Product['versions'];
  readonly conditions: readonly string[];
  readonly note: string | null;
  /** Null: the sources name no liability; a calculation is refused by name. */
  readonly layers:
    | readonly {
        readonly key: string;
        readonly title: string;
        readonly badge: string;
        readonly list: string | null;
        readonly preExisting: string | null;
        readonly note: string | null;
      }[]
    | null;
  readonly sources: Product['sources'];
};

/** Every product, the fictional ones last. */
export function productList({ products }: ProductLibrary): ListedProduct[] {
  return [...products]
    .sort((a, b) => Number(a.isFictional) - Number(b.isFictional))
    .map(
      ({
        id,
        title,
        areas,
        from,
        to,
        badge,
        confidence,
        hash,
        versions,
        conditions,
        note,
        layers,
        sources,
      }) => ({
        id,
        title,
        areas,
        from,
        to,
        badge,
        confidence,
        productHash: hash,
        versions,
        conditions,
        note,
        layers:
          layers?.map((layer) => ({
            key: layer.key,
            title: layer.title,
            badge: layer.badge,
            list: layer.list,
            preExisting: layer.preExisting,
            note: layer.note,
          })) ?? null,
        sources,
      }),
    );
}
