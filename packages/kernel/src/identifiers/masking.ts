/** The family name's first character; every further one a star: 李建国 → 李**. */
export function maskName(name: string): string {
  const [first = '', ...others] = Array.from(name);
  return first + '*'.repeat(others.length);
}

/** Province, city and the last four stay: 4199**********1358. Shorter texts lose all but the last two. */
export function maskIdCard(number: string): string {
  if (number.length < 12) return '*'.repeat(Math.max(number.length - 2, 0)) + number.slice(-2);
  return number.slice(0, 4) + '*'.repeat(number.length - 8) + number.slice(-4);
}

/** 138****1234. Shorter texts lose all but the last two. */
export function maskPhone(phone: string): string {
  if (phone.length < 11) return '*'.repeat(Math.max(phone.length - 2, 0)) + phone.slice(-2);
  return phone.slice(0, 3) + '*'.repeat(phone.length - 7) + phone.slice(-4);
}
