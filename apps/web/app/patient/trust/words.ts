import type { BodyOf } from '../../api/call.ts';

type Body = BodyOf<'POST /api/person/delegates'>;
export type Relation = Body['relation'];
export type Scope = Body['scopes'][number];

export const RELATIONS: Readonly<Record<Relation, string>> = {
  child: '子女',
  spouse: '配偶',
  parent: '父母',
  sibling: '兄弟姐妹',
  grandparent: '祖父母、外祖父母',
  grandchild: '孙子女、外孙子女',
  guardian: '监护人',
  other: '其他受托人',
};
export const SCOPES: Readonly<Record<Scope, string>> = {
  filing: '异地就医备案',
  bills: '查看账单',
  booking: '预约挂号',
  credit: '信用就医',
  consents: '办理和撤回同意、查看谁看过数据',
  claims: '手工报销',
};
