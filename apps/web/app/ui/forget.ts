import type { QueryClient } from '@tanstack/react-query';

/**
 * Nothing that the one before saw stays for the next; what is on the screen is read anew. The answer of
 * `kept`, who it is now, stays.
 */
export function forgetOthers(client: QueryClient, kept: string): void {
  const others = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== kept };
  client.getMutationCache().clear();
  client.removeQueries({ ...others, type: 'inactive' });
  void client.resetQueries(others);
}
