/**
 * States of a clearing book: its provinces confirm, then notices are issued, then every payment is received.
 * They only move forward; an objection before the notices is the one way back, to `awaiting`.
 */
export const BOOK_STATES = ['generated', 'issued', 'settled'] as const;
export type BookState = (typeof BOOK_STATES)[number];

export const CONFIRMATION_STATES = ['awaiting', 'proposed', 'objected', 'confirmed'] as const;
export type ConfirmationState = (typeof CONFIRMATION_STATES)[number];

export const ORDER_STATES = ['due', 'at-finance', 'paid', 'received'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** How the states read on the agency's pages. */
export const ORDER_LABELS: Readonly<Record<OrderState, string>> = {
  due: '待付款',
  'at-finance': '已送财政',
  paid: '已付',
  received: '已到账',
};

/** Why a step of the book is refused. When several apply, the first of this list is given. */
export const BOOK_REFUSALS = [
  'no-such-province',
  'no-such-order',
  'not-permitted',
  'wrong-state',
  'maker-is-checker',
  'reason-missing',
  'not-all-confirmed',
  'account-missing',
  'bank-missing',
  'serial-missing',
  'purpose-differs',
  'date-in-future',
  'date-before-notice',
  'amount-differs',
  'serial-used',
] as const;

/**
 * - `not-permitted`: another province's operator, a pooling area's, or one without the role (P-02).
 * - `wrong-state`: the step does not follow from the state; repeating a finished step is this too.
 * - `maker-is-checker`: whoever proposed cannot confirm.
 * - `bank-missing`, `serial-missing`: C-04, no payment without them.
 * - `purpose-differs`: money of the prepayment cannot pay a clearing (C-04, PF-04: it is ring-fenced).
 * - `serial-used`: this bank transaction already paid another order.
 */
export type BookRefusalCode = (typeof BOOK_REFUSALS)[number];

/** Roles of the operators of a provincial agency and of the national one. */
export const CLEARING_ROLES = [
  'clearing-maker',
  'clearing-checker',
  'clearing-payer',
  'clearing-issuer',
  'reconciler',
  'liaison',
] as const;
export type ClearingRole = (typeof CLEARING_ROLES)[number];
