import { ok, type Result } from '@zhijie/kernel';
import type { OutputOf } from '@zhijie/wire';
import type { Page } from '../../care/catalogue/page.ts';
import type { Institution } from '../../care/institution/store.ts';
import { type CareRefusal, careRefusal } from '../../care/refusals.ts';

const LARGEST_PAGE = 100;

type Asked = {
  readonly providerId?: string | undefined;
  readonly pageNumber?: number | undefined;
  readonly pageSize?: number | undefined;
};

/**
 * The page of a list of the caller's own. Refusals: `not-permitted` (another institution), `page-invalid`.
 */
export function ownPage(
  { pageNumber: page = 1, pageSize = LARGEST_PAGE, providerId }: Asked,
  own: Institution,
): Result<{ readonly page: number; readonly pageSize: number }, CareRefusal> {
  if ((providerId ?? own.providerId) !== own.providerId) return careRefusal('not-permitted', 'providerId');
  const isPage = page >= 1 && pageSize >= 1 && pageSize <= LARGEST_PAGE;
  if (!isPage) return careRefusal('page-invalid', 'pageNumber', { value: `${page}/${pageSize}` });
  return ok({ page, pageSize });
}

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
