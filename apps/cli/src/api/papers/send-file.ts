import type { FastifyReply } from 'fastify';
import { sent } from '../agency/bodies.ts';

export type File = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

export const PDF = 'application/pdf';

/** A file to keep, never shown by the browser as something else. */
export const sendFile = (reply: FastifyReply, { name, mediaType, bytes }: File): FastifyReply =>
  sent(
    reply
      .type(mediaType)
      .header('x-content-type-options', 'nosniff')
      .header('content-disposition', `attachment; filename="${name}"`),
    Buffer.from(bytes),
  );

export const sendPdf = (reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply =>
  sendFile(reply, { name: `${name}.pdf`, mediaType: PDF, bytes });
