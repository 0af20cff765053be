import { ok } from '@zhijie/kernel';
import { downloadFile as download } from '../../care/file/service.ts';
import { directoryArchive } from '../directory.ts';
import type { HandlerOf } from '../handling.ts';

/**
 * The archive itself instead of an envelope: a directory of the care place (the institution of the message is
 * then the fixed `plc`), or the caller's own file.
 */
export const downloadFile: HandlerOf<'9102'> = async ({ deps, call, input }) => {
  const { area } = call.institution;
  const directory = directoryArchive({ area, catalogue: deps.catalogueOf(area) }, input.fileId);
  return directory === null
    ? download(deps, call, { fileId: input.fileId, name: input.fileName })
    : ok(directory);
};
