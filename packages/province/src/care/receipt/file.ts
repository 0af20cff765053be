import { type InvoiceFile, writeInvoice } from '@zhijie/invoice';
import { formatYuan, LABELS, type TotalFen } from '@zhijie/kernel';
import { RED_REASON_LABELS, type ReceiptFace } from './face.ts';
import { faceBytes, type StoredReceipt } from './store.ts';

/** What the paper is called. */
export const receiptTitle = ({ care }: Pick<ReceiptFace, 'care'>): string =>
  care === 'inpatient' ? '医疗住院收费票据（电子）' : '医疗门诊收费票据（电子）';

/** Pairs of a label and its value beside the table of items, as the paper and the file have them. */
export function receiptFacts({
  care,
  visitNumber,
  insuranceType,
  from,
  to,
  amounts,
  settlementId,
}: ReceiptFace): InvoiceFile['facts'] {
  const yuan = (amount: TotalFen): string => formatYuan(amount);
  const days: InvoiceFile['facts'] =
    care === 'inpatient'
      ? [
          ['住院号', visitNumber],
          ['入院日期', from],
          ['出院日期', to],
        ]
      : [
          ['门诊号', visitNumber],
          ['就诊日期', from],
        ];
  return [
    ...days,
    ['医保类型', LABELS.insuranceType[insuranceType]],
    ['业务流水号', settlementId],
    ['医保统筹基金支付', yuan(amounts.pooled)],
    ['其他支付', yuan(amounts.others)],
    ['个人账户支付', yuan(amounts.account)],
    ['个人现金支付', yuan(amounts.cash)],
    ['个人自付', yuan(amounts.selfPaid)],
    ['先行自付', yuan(amounts.selfPaidFirst)],
    ['个人自费', yuan(amounts.selfFunded)],
  ];
}

/** The receipt as a file for programs: what stands on it, the signed text and its SM2 signature. */
export function receiptFile({ face, signature }: StoredReceipt, node: string): string {
  const { code, number, checkCode, issuedOn, issuer, payer, cashier, amounts, items, reverses } = face;
  return writeInvoice({
    name: receiptTitle(face),
    code,
    number,
    checkCode,
    issuedOn,
    issuer,
    payer,
    cashier,
    total: amounts.total,
    facts: receiptFacts(face),
    items: items.map(({ category, amount }) => ({ name: LABELS.feeCategory[category], amount })),
    reverses: reverses === null ? null : { ...reverses, reason: RED_REASON_LABELS[reverses.reason] },
    signature: {
      signer: `node ${node}`,
      algorithm: 'SM2-with-SM3, raw, base64url',
      value: signature,
      content: new TextDecoder().decode(faceBytes(face)),
    },
  });
}
