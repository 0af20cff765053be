import { answering, inPath, listing } from '../agency/openapi-parts.ts';
import {
  AccountsAnswer,
  AccountsQuery,
  ReferenceAnswer,
  ReferenceQuery,
  StatementAnswer,
  StatementQuery,
  TrialAnswer,
  TrialQuery,
} from './schema.ts';

const BASE = '/api/agency/ledger/{book}';
const BOOK = inPath('book', '账簿：care 就医地账，insured 参保地账');

const reading = (summary: string, query: { readonly properties: object }, answer: unknown) => {
  const { get } = answering(listing(summary, query, ''), answer);
  return { get: { ...get, parameters: [BOOK, ...get.parameters] } };
};

/** The paths of the books in the agencies' OpenAPI document. */
export const LEDGER_PATHS = {
  [`${BASE}/trial-balance`]: reading(
    '试算平衡：各科目余额和户数，现在或过去任一时刻；全部余额之和恒为零',
    TrialQuery,
    TrialAnswer,
  ),
  [`${BASE}/accounts`]: reading('一个科目的各户余额；以个人为户的不逐户列出', AccountsQuery, AccountsAnswer),
  [`${BASE}/statement`]: reading(
    '一户的明细账：逐笔原因、发生额和余额，旧的在前；个人账户的查询记入本人的查看记录',
    StatementQuery,
    StatementAnswer,
  ),
  [`${BASE}/references`]: reading(
    '一个编号的全部分录和背后的单据：结算、清算款、银行流水、扣款',
    ReferenceQuery,
    ReferenceAnswer,
  ),
} as const;
