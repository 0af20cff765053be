/** Reading and changing through the typed client, with React Query's cache. */
import {
  type InfiniteData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useRef } from 'react';
import {
  type AnswerOf,
  type BodyOf,
  type CallOptions,
  call,
  NotDone,
  type OperationName,
  type QueryOf,
  requestKey,
} from './call.ts';

type GivenOf<N extends OperationName> = Parameters<typeof call<N>>[1];

/** Reads again when a page is looked at; what was refused is not asked twice. */
export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => count < 2 && error instanceof NotDone && error.kind === 'unknown',
        retryDelay: (count) => 500 * 2 ** count,
      },
    },
  });

export type ReadOptions = {
  /** Asked again after so many seconds, without keeping the session alive. */
  readonly everySeconds?: number;
  readonly isEnabled?: boolean;
};

/** The answer of a GET, kept under its name and what was asked. */
export function useRead<N extends OperationName>(name: N, given: GivenOf<N>, options: ReadOptions = {}) {
  const { everySeconds, isEnabled = true } = options;
  return useQuery<AnswerOf<N>, NotDone>({
    queryKey: [name, given],
    // Asked again by the clock, not by the person: the session grows old meanwhile.
    queryFn: ({ signal, client, queryKey }) =>
      call(name, given, {
        signal,
        isBackground: everySeconds !== undefined && client.getQueryData(queryKey) !== undefined,
      }),
    enabled: isEnabled,
    ...(everySeconds === undefined ? {} : { refetchInterval: everySeconds * 1000 }),
  });
}

/** What a list calls the place to go on from: lists that begin with the newest go on before it. */
type Cursor<N extends OperationName> = Extract<keyof QueryOf<N>, 'after' | 'before'>;
type CursorGiven<N extends OperationName> = 'after' extends Cursor<N> ? [] : [cursor: Cursor<N>];

const nextOf = (answer: unknown): string | null => (answer as { next?: string | null }).next ?? null;

/** Pages of a list, by the `next` of each answer; `readAll` reads those behind the last for a file. */
export function useReadPages<N extends OperationName, R>(
  name: N,
  given: GivenOf<N>,
  rowsOf: (answer: AnswerOf<N>) => readonly R[],
  ...[cursor]: CursorGiven<N>
) {
  const read = (from: string, options: CallOptions = {}): Promise<AnswerOf<N>> => {
    const { query, ...rest } = given as { query?: object };
    const place = from === '' ? {} : { [cursor ?? 'after']: from };
    return call(name, { ...rest, query: { ...query, ...place } } as unknown as GivenOf<N>, options);
  };
  const pages = useInfiniteQuery<AnswerOf<N>, NotDone, InfiniteData<AnswerOf<N>>, unknown[], string>({
    queryKey: [name, 'pages', given],
    queryFn: ({ signal, pageParam }) => read(pageParam, { signal }),
    initialPageParam: '',
    getNextPageParam: nextOf,
  });
  const shown = (pages.data?.pages ?? []) as readonly AnswerOf<N>[];
  const rows = shown.flatMap((page) => [...rowsOf(page)]);
  const readAll = async (): Promise<readonly R[]> => {
    const all = [...rows];
    for (let next = nextOf(shown.at(-1) ?? {}); next !== null; ) {
      const page = await read(next);
      all.push(...rowsOf(page));
      next = nextOf(page);
    }
    return all;
  };
  return { ...pages, rows, readAll };
}

type Change<N extends OperationName> = {
  /** Operations whose answers are read again afterwards. */
  readonly changes: readonly OperationName[];
  readonly onDone?: (answer: AnswerOf<N>) => void;
  /** Whether the body carries a `requestKey` made here; without one the operation repeats by itself. */
  readonly isKeyed?: boolean;
};

/**
 * A change by POST. Its request key stays the same until it is done, so that asking again after an unknown
 * outcome takes effect once.
 */
export function useChange<N extends OperationName>(name: N, { changes, onDone, isKeyed = true }: Change<N>) {
  const client = useQueryClient();
  const key = useRef<string | null>(null);
  return useMutation<AnswerOf<N>, NotDone, { path?: object; body: Omit<BodyOf<N> & object, 'requestKey'> }>({
    mutationFn: ({ path, body }) => {
      key.current ??= requestKey();
      const keyed = isKeyed ? { requestKey: key.current, ...body } : body;
      return call(name, { ...(path === undefined ? {} : { path }), body: keyed } as unknown as GivenOf<N>);
    },
    onSuccess: async (answer) => {
      key.current = null;
      await Promise.all(changes.map((each) => client.invalidateQueries({ queryKey: [each] })));
      onDone?.(answer);
    },
    onError: ({ kind }) => {
      if (kind !== 'unknown') key.current = null;
    },
  });
}
