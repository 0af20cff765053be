export type { StaffAccount } from './accounts.ts';
export { sessionApi } from './api.ts';
export type { StaffSessions } from './cookie.ts';
export { guardCalls, withSession } from './identify.ts';
export { personSessionApi } from './person.ts';
export { type IdentityProvider, providerOf } from './provider.ts';
