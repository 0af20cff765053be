/** Verifying a receipt, without entering as anybody. */
import type { FastifyInstance } from 'fastify';
import { receiptPage } from '../pages/receipt.ts';
import { type Site, showPage } from '../site.ts';
import { queryOf, showNotFound } from './attempt.ts';

export function receiptRoutes(scope: FastifyInstance, site: Site): void {
  scope.get('/receipts/verify', async (request, reply) => {
    const { port } = site;
    if (port.verifyReceipt === undefined) return showNotFound(site, request, reply);
    const query = queryOf(request);
    const said = (name: string): string => {
      const value = query[name];
      return typeof value === 'string' ? value.replace(/\s/g, '').slice(0, 20) : '';
    };
    const asked = { code: said('code'), number: said('number'), check: said('check') };
    const isAsked = Object.values(asked).some((value) => value !== '');
    const found = isAsked ? await port.verifyReceipt(asked) : null;
    return showPage(site, request, reply, receiptPage({ asked, found }));
  });
}
