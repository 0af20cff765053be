import type { OutputOf } from '@zhijie/wire';
import type { Page } from '../../care/catalogue/page.ts';

/** The counters of a page as every query of catalogues writes them. */
export function counters({
  rows,
  found,
  page,
  pageSize,
  pages,
  first,
}: Page<unknown>): OutputOf<'1312'>['page'] {
  return {
    recordsFound: found,
    pagesFound: pages,
    shownPage: page,
    shownPageSize: pageSize,
    recordsOnPage: rows.length,
    firstRecord: first,
    isFirstPage: page === 1,
    isLastPage: page >= pages,
  };
}
