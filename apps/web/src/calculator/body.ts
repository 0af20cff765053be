/** The form of the page as the body of `POST /api/calculator`: on the server and in the browser alike. */

const TEXTS = ['area', 'insuranceType', 'care', 'referral', 'level', 'group', 'aidCategory', 'date'] as const;
const AMOUNTS = ['total', 'excluded', 'selfPaidFirst', 'overLimit', 'accountBalance'] as const;
const COUNTS = ['age', 'admissions'] as const;

/** `１２，３４５.６` and `¥12,345.6元` are the amount 12345.6; anything else stays for the calculator to refuse. */
function amountText(typed: string): string {
  return typed.normalize('NFKC').replace(/[¥￥,元\s]/g, '');
}

/** What is left empty is left out, so that the calculator says what it assumes. */
export function calculatorBody(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  const given = (name: string): string => (form.get(name) ?? '').trim();
  for (const name of TEXTS) if (given(name) !== '') body[name] = given(name);
  for (const name of AMOUNTS) {
    const amount = amountText(given(name));
    if (amount !== '') body[name] = amount;
  }
  for (const name of COUNTS) {
    const count = given(name).normalize('NFKC');
    if (count !== '') body[name] = /^\d{1,3}$/.test(count) ? Number(count) : count;
  }
  if (given('product') !== '') body.products = [given('product')];
  if (form.get('isCivilServant') === 'yes') body.isCivilServant = true;
  return body;
}
