import { lookAtAct, lookAtOrder, type Province } from '@zhijie/province';
import type { FastifyInstance } from 'fastify';

/**
 * `POST /channel/callback/ORDER`: a payment channel says that something happened to an order. Anybody may
 * call it: it is believed nothing, it only makes the node ask the channel now. Always 202.
 */
export function channelCallback(
  provinces: ReadonlyMap<string, Province>,
): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 64 * 1024 }, (_request, _body, done) =>
      done(null, null),
    );
    app.post('/channel/callback/:orderId', async (request, reply) => {
      const { orderId } = request.params as { readonly orderId: string };
      const providerId = /^[HP]\d{11}/.exec(orderId)?.[0];
      const care = providerId === undefined ? undefined : provinces.get(providerId.slice(1, 3))?.care.deps;
      if (care !== undefined && orderId.length <= 40) {
        const isOfAct = await lookAtAct(care, { providerId: providerId!, reference: orderId });
        if (!isOfAct) await lookAtOrder(care, { providerId: providerId!, orderId });
      }
      return reply.status(202).send({ received: true });
    });
  };
}
