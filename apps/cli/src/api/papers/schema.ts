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

const { counterparty, insuranceType, part } = ItemsQuery.properties;

/** Narrows the items of a province; the other tables are always whole. */
export const TablesQuery = Type.Object({ counterparty, insuranceType, part }, strict);
export type TablesQuery = Static<typeof TablesQuery>;
