import { formatDateTime, type Instant, maskName } from '@zhijie/kernel';
import { knownProviders } from '@zhijie/population';
import {
  ACTING_SCOPE_LABELS,
  type ConsentLine,
  DATA_CLASS_LABELS,
  type DataClass,
  DELEGATION_METHOD_LABELS,
  type DelegationView,
  type Principal,
  PURPOSE_NEEDS,
} from '@zhijie/province';
import { whoLooked } from '../../pages/port.ts';
import type { Services } from './caller.ts';

const when = (at: number | null): string | null => (at === null ? null : formatDateTime(at as Instant));

export const consentLine = (row: ConsentLine) => ({
  consentId: row.consent_id,
  state: row.state,
  giver: { personId: row.giver_id, role: row.giver_role },
  recipientKind: row.recipient_kind,
  recipientId: row.recipient_id,
  recipientName: row.recipient_name,
  purpose: row.purpose,
  purposeLabel: PURPOSE_NEEDS[row.purpose].label,
  product: row.product === '' ? null : row.product,
  dataClasses: row.data_classes.map((word) => ({
    word,
    label: DATA_CLASS_LABELS[word],
    isSensitive: row.sensitive_classes.includes(word),
  })),
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  channel: row.channel,
  confirmedBy: row.confirmed_by,
  textHash: row.text_hash,
  givenAt: when(row.given_at),
  revokedAt: when(row.revoked_at),
});

const LOOKS: Readonly<Record<string, string>> = {
  identify: '核对身份',
  entitlement: '核对待遇',
  quote: '预结算',
  settle: '结算',
  reverse: '撤销结算',
  outcome: '查询结果',
  details: '接收明细',
  accumulators: '查看年度累计',
  filing: '办理备案',
  contribution: '参保登记',
  claim: '手工报销',
  consent: '办理同意',
  disclosure: '按您的同意提供数据',
  'disclosure-refused': '要求提供数据，被拒绝',
  delegation: '办理代办授权',
  enrolment: '投保',
  face: '刷脸：登记、核验或删除',
  leg: '其他支付',
  family: '家庭共济',
  commercial: '商业保险结算',
  credit: '信用就医',
  transfer: '医保关系转移',
  account: '查看个人账户明细',
  'own-record': '查看',
};

type Listed<T> = T extends { readonly ok: true; readonly value: readonly (infer R)[] } ? R : never;
export type LogRow = Listed<Awaited<ReturnType<Services['accessLog']>>>;

export const logEntry = (row: LogRow, personId: string) => ({
  at: when(row.at),
  actorId: row.actor_id,
  actorKind: whoLooked(row, personId),
  actorNode: row.actor_node,
  actorName: knownProviders.find((one) => one.providerId === row.actor_id)?.name ?? null,
  purpose: row.purpose,
  purposeLabel: LOOKS[row.purpose] ?? row.purpose,
  subject: row.about ?? row.subject,
  fields: (row.fields ?? []).map((word) => ({ word, label: DATA_CLASS_LABELS[word as DataClass] ?? word })),
  product: row.product === '' ? null : row.product,
  refusal: row.refusal,
});

const scopesOf = (scopes: Principal['scopes']) =>
  scopes.map((word) => ({ word, label: ACTING_SCOPE_LABELS[word] }));

export const delegateLine = (row: DelegationView) => ({
  delegationId: row.delegation_id,
  name: row.delegateName,
  relation: row.relation,
  scopes: scopesOf(row.scopes),
  isGuardian: row.is_guardian,
  method: row.method,
  methodLabel: DELEGATION_METHOD_LABELS[row.method],
  grantedAt: when(row.granted_at),
  endsOn: row.ends_on,
  state: row.state,
  endedAt: when(row.ended_at),
});

export const principalLine = ({ scopes, name, ...row }: Principal) => ({
  ...row,
  name: maskName(name),
  scopes: scopesOf(scopes),
});
