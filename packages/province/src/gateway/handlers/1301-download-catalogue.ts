import { addDays, dateOf, ok } from '@zhijie/kernel';
import { type DirectoryNumber, directoryFile } from '../directory.ts';
import type { HandlerOf } from '../handling.ts';

/** Days for which a file is promised; it can be fetched as long as the list does not change. */
const PROMISED_DAYS = 7;

/** 1301, 1302, 1305, 1306: the name of a file that 9102 fetches. */
function download<N extends DirectoryNumber>(number: N): HandlerOf<DirectoryNumber> {
  return async ({ deps, call, input, answer }) => {
    const { area } = call.institution;
    const source = { area, catalogue: deps.catalogueOf(area) };
    const { fileId, fileName, version, rows } = directoryFile(number, source, input.catalogueVersion);
    const downloadUntil = addDays(dateOf(call.receivedAt), PROMISED_DAYS);
    return ok(answer({ fileId, fileName, downloadUntil, rowsInFile: rows, catalogueVersion: version }));
  };
}

export const downloadDrugs = download('1301');
export const downloadHerbs = download('1302');
export const downloadServices = download('1305');
export const downloadConsumables = download('1306');
