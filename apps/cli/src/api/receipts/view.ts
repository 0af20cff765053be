import { type MedicalReceipt, medicalReceiptDocument, renderPdf } from '@zhijie/documents';
import { formatYuan, LABELS, maskName, PROVINCE_NAMES } from '@zhijie/kernel';
import {
  RED_REASON_LABELS,
  type ReceiptFace,
  receiptFacts,
  receiptIdOf,
  receiptTitle,
  type StoredReceipt,
  type Verified,
} from '@zhijie/province';
import type { ReceiptAnswer, VerifyAnswer } from './schema.ts';
import { VERIFIED_TEXTS } from './texts.ts';

type Kept = Pick<StoredReceipt, 'face' | 'reversedBy'>;

const stateOf = ({ face, reversedBy }: Kept): ReceiptAnswer['state'] =>
  face.kind === 'red' ? 'red' : reversedBy === null ? 'genuine' : 'reversed';

const keyOf = (key: { readonly code: string; readonly number: string } | null) =>
  key === null ? null : { code: key.code, number: key.number };

/** A receipt as its person or a counter gets it. */
export function receiptAnswer(receipt: Kept): ReceiptAnswer {
  const { face, reversedBy } = receipt;
  const { code, number, checkCode, issuedOn, issuer, payer, cashier, settlementId, items, reverses } = face;
  return {
    receiptId: receiptIdOf(face),
    state: stateOf(receipt),
    title: receiptTitle(face),
    code,
    number,
    checkCode,
    issuedOn,
    issuer: issuer.name,
    payer,
    cashier,
    settlementId,
    total: formatYuan(face.amounts.total),
    facts: receiptFacts(face).map(([label, value]) => ({ label, value })),
    items: items.map(({ category, amount }) => ({
      label: LABELS.feeCategory[category],
      amount: formatYuan(amount),
    })),
    reverses: keyOf(reverses),
    reversedBy: keyOf(reversedBy),
  };
}

/** What anybody with the paper gets: the payer is masked, the node's signature is checked. */
export function verifyAnswer(verified: Verified): VerifyAnswer {
  const { state } = verified;
  if (verified.state === 'unknown') return { state, text: VERIFIED_TEXTS[state], receipt: null };
  const shown = receiptAnswer(verified);
  const { isSigned } = verified;
  const receipt = { ...shown, payer: maskName(shown.payer), isSigned };
  return { state, text: VERIFIED_TEXTS[state], receipt };
}

/** The address that the paper's code leads to. */
export const verifyUrl = (origin: string, { code, number, checkCode }: ReceiptFace): string =>
  `${origin}/receipts/verify?${new URLSearchParams({ code, number, check: checkCode })}`;

const SHARES = 7;

function paperOf({ face, signature, issuedAt, reversedBy }: StoredReceipt, origin: string): MedicalReceipt {
  const { code, number, checkCode, issuedOn, payer, issuer, cashier, items, amounts, reverses } = face;
  const facts = receiptFacts(face);
  const { pooled, others, account, cash, selfPaid, selfPaidFirst, selfFunded } = amounts;
  const figures = [pooled, others, account, cash, selfPaid, selfPaidFirst, selfFunded];
  return {
    title: receiptTitle(face),
    code,
    number,
    checkCode,
    issuedAt,
    issuedOn,
    payer,
    issuer,
    cashier,
    items: items.map(({ category, amount }) => ({ label: LABELS.feeCategory[category], amount })),
    total: amounts.total,
    visit: facts.slice(0, -SHARES),
    shares: facts.slice(-SHARES).map(([label], index) => [label, figures[index]!]),
    reverses: reverses === null ? null : { ...reverses, reason: RED_REASON_LABELS[reverses.reason] },
    reversedBy,
    verifyUrl: verifyUrl(origin, face),
    signature: { signer: `${PROVINCE_NAMES[code.slice(0, 2)] ?? ''}节点`, value: signature },
  };
}

export const receiptPdf = (receipt: StoredReceipt, origin: string): Promise<Uint8Array> =>
  renderPdf(medicalReceiptDocument(paperOf(receipt, origin)));
