import { useMemo } from 'react';
import { useSearchParams } from 'react-router';

/**
 * The query of a page lives in its address: reloading, going back and sending the link show the same rows.
 * Empty values leave the address.
 */
export function useUrlQuery<const Names extends readonly string[]>(names: Names) {
  type Query = { readonly [K in Names[number]]?: string };
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const query = useMemo(() => {
    const kept = new URLSearchParams(text);
    const given = names.filter((name) => kept.get(name)).map((name) => [name, kept.get(name)!]);
    return Object.fromEntries(given) as Query;
  }, [text, names]);
  const change = (next: Partial<Record<Names[number], string | undefined>>): void => {
    setParams((before) => {
      const after = new URLSearchParams(before);
      for (const [name, value] of Object.entries(next) as [string, string | undefined][]) {
        if (value === undefined || value === '') after.delete(name);
        else after.set(name, value);
      }
      return after;
    });
  };
  return { query, change };
}
