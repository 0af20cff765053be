import { isZip } from '@zhijie/wire';
import { uploadFile as upload } from '../../care/file/service.ts';
import { careRefusal } from '../../care/refusals.ts';
import type { HandlerOf } from '../handling.ts';

export const uploadFile: HandlerOf<'9101'> = async ({ deps, call, input, answer }) => {
  const { providerId = call.institution.providerId, fileName, fileContent } = input;
  if (providerId !== call.institution.providerId) return careRefusal('not-permitted', 'providerId');
  if (!isZip(fileContent)) return careRefusal('file-not-zip', 'fileContent', { name: fileName });
  return upload(deps, call, { name: fileName, content: fileContent }, ({ fileId, name, expiresAt }) =>
    answer({ fileId, fileName: name, providerId, downloadUntilTime: expiresAt }),
  );
};
