import Type, { type Static } from 'typebox';
import { ItemsQuery } from '../clearing/schema.ts';
import { chosen, strict } from '../fields.ts';

export const NoticeQuery = Type.Object(
  {
    kind: Type.Optional(
      chosen(['payment', 'collection'], 'payment 付款通知书（默认），collection 收款通知书'),
    ),
    province: Type.Optional(Type.String({ description: '国家端：哪个省，两位', pattern: '^\\d{2}$' })),
  },
  strict,
);
export type NoticeQuery = Static<typeof NoticeQuery>;

export const PaymentTablesQuery = Type.Object(
  {
    area: Type.String({ description: '本机构的统筹区', pattern: '^\\d{6}$' }),
    period: Type.Optional(
      Type.String({ description: '扣款率的月份；不写为本月', pattern: '^\\d{4}-\\d{2}$' }),
    ),
  },
  strict,
);

const { counterparty, insuranceType, part } = ItemsQuery.properties;

/** Narrows the items of a province; the other tables are always whole. */
export const TablesQuery = Type.Object({ counterparty, insuranceType, part }, strict);
export type TablesQuery = Static<typeof TablesQuery>;
