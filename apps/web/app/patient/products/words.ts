import type { AnswerOf } from '../../api/call.ts';

export const PRODUCTS = 'GET /api/person/products';
export const COVERS = 'GET /api/person/commercial/covers';
export const ACCOUNT = 'GET /api/person/account';
/** What is read again after a premium was paid or came back. */
export const CHANGED = [PRODUCTS, COVERS, ACCOUNT] as const;

export type Product = AnswerOf<typeof PRODUCTS>['products'][number];
export type Purchase = AnswerOf<typeof PRODUCTS>['purchases'][number];
export type Cover = AnswerOf<typeof COVERS>['covers'][number];
