import { ok, type Result } from '@zhijie/kernel';
import { type CareRefusal, careRefusal } from '../refusals.ts';

export const LARGEST_PAGE = 1000;
const USUAL_PAGE = 20;

/** One page of a list; `first` is the place of its first row, from 1 (0 on an empty page). */
export type Page<T> = {
  readonly rows: readonly T[];
  readonly found: number;
  readonly page: number;
  readonly pageSize: number;
  readonly pages: number;
  readonly first: number;
};

/**
 * The wanted page, the first of 20 rows unless said; a page beyond the last is empty. Refusal:
 * `page-invalid` for a page below 1 or a size outside 1 to 1000.
 */
export function pageOf<T>(
  all: readonly T[],
  wanted: { readonly page?: number | undefined; readonly size?: number | undefined },
): Result<Page<T>, CareRefusal> {
  const { page = 1, size: pageSize = USUAL_PAGE } = wanted;
  if (page < 1 || pageSize < 1 || pageSize > LARGEST_PAGE) {
    return careRefusal('page-invalid', 'pageNumber', { value: `${page}/${pageSize}` });
  }
  const from = (page - 1) * pageSize;
  const rows = all.slice(from, from + pageSize);
  const pages = Math.ceil(all.length / pageSize);
  return ok({ rows, found: all.length, page, pageSize, pages, first: rows.length === 0 ? 0 : from + 1 });
}
