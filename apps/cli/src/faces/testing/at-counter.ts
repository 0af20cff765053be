/** Test support: a cashier at a window who has no mouse. */
import { dischargeInpatient, openInpatient, openOutpatient, uploadLines } from '@zhijie/counterparties';
import { dateOf, yearOf } from '@zhijie/kernel';
import type { KnownPerson } from '@zhijie/population';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { ITEM, SHORT_BILL } from '../../acceptance/bills.ts';
import { clientOf, type NetworkUnderTest } from '../../acceptance/network-under-test.ts';
import { visitorOf } from '../../acceptance/visitor.ts';
import { wallClock } from '../../network/network.ts';
import { tell } from './acting.ts';

type Where = Pick<NetworkUnderTest, 'url'>;

export const HOSPITAL = 'H99010100001';
export const CASHIER = `counter-${HOSPITAL}/cashier`;

/** What the window remembers of its department, as if it had registered before. */
export async function rememberDefaults(page: Page): Promise<void> {
  const defaults = {
    careType: 'outpatient',
    departmentCode: '0300',
    departmentName: '内科',
    doctorCode: 'D990101000001',
    doctorName: '示例医师',
    diagnosisCode: 'J18.900',
    diagnosisName: '肺炎',
  };
  await page.evaluate(
    ([key, text]) => localStorage.setItem(key!, text!),
    [`zhijie-counter-${HOSPITAL}`, JSON.stringify(defaults)],
  );
  await page.reload();
  await page.locator('#scan').waitFor();
}

/** The hospital's own system leaves journey 1's bill (¥168.00) for the window. */
export async function leaveBill(
  { url }: Pick<NetworkUnderTest, 'url'>,
  citizenNumber: string,
): Promise<string> {
  const { hospital } = clientOf(url, HOSPITAL);
  const visit = await openOutpatient(hospital, await hospital.identify(citizenNumber));
  return (await uploadLines(hospital, visit, SHORT_BILL)).visitId;
}

/** The person has an insurer's product and has agreed that it is told what it needs. */
export async function coverPerson({ url }: Where, { name, citizenNumber }: KnownPerson): Promise<void> {
  const year = yearOf(dateOf(wallClock()));
  const product = 'demo-a-2026';
  await tell(url, {
    area: '990100',
    path: 'commercial/covers',
    body: {
      ...{ name, certificateNumber: citizenNumber, insurer: 'demo-life', product },
      ...{ policyNumber: 'DA-7', startsOn: `${year}-01-01`, endsOn: `${year}-12-31`, premium: '99.00' },
    },
  });
  const person = await visitorOf(url, citizenNumber);
  const terms = {
    recipientKind: 'insurer',
    recipientId: 'demo-life',
    recipientName: '示例人寿保险（虚构）',
    purpose: 'claim-settlement',
    product,
    dataClasses: ['inScope'],
  };
  const { textHash, sensitiveClasses } = await person.must('person/consents/form', terms);
  await person.must('person/consents', { ...terms, textHash, separately: sensitiveClasses });
}

/** A stay of ¥58,800.00, ended, that the hospital's own system has left for the window. */
export async function leaveStay({ url }: Where, { citizenNumber }: KnownPerson): Promise<void> {
  const { hospital } = clientOf(url, HOSPITAL);
  const open = await openInpatient(hospital, await hospital.identify(citizenNumber));
  const bill = [{ item: ITEM.drugA, price: '98.00', quantity: '600' }];
  await dischargeInpatient(hospital, await uploadLines(hospital, open, bill));
}

/** What the insurance code of a known person shows now. */
export async function shownCode({ url }: Where, person: string): Promise<string> {
  const response = await fetch(`${url}/api/insurance-code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person }),
  });
  return ((await response.json()) as { code: string }).code;
}

export async function scan(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** The focus is where the scanner types. */
export async function expectAtBox(page: Page): Promise<void> {
  expect(await page.evaluate('document.activeElement?.id')).toBe('scan');
}

/** Waits for the big figure. */
export const figure = (page: Page, label: string, amount: string): Promise<void> =>
  page.locator('.amount', { hasText: label }).getByText(amount, { exact: true }).waitFor();

export const mainText = async (page: Page): Promise<string> =>
  (await page.locator('main').textContent()) ?? '';

/** Everything that is said of the open bill, without the list of the ones before. */
export const billText = async (page: Page): Promise<string> =>
  (await page.locator('.amount, .act, .payers').allTextContents()).join(' ');
