import { addDays, dateOf, ok } from '@zhijie/kernel';
import { type DirectoryNumber, directoryFile } from '../directory.ts';
import type { HandlerOf } from '../handling.ts';

/** Days for which a file is promised; it can be fetched as long as the list does not change. */
const PROMISED_DAYS = 7;

/** 1301…1303, 1305…1311, 1313…1315, 1320, 1321: the name of a file that 9102 fetches. */
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
export const downloadPreparations = download('1303');
export const downloadServices = download('1305');
export const downloadConsumables = download('1306');
export const downloadDiagnoses = download('1307');
export const downloadOperations = download('1308');
export const downloadChronicDiseases = download('1309');
export const downloadDiseasePayments = download('1310');
export const downloadDaySurgeries = download('1311');
export const downloadMorphologies = download('1313');
export const downloadTcmDiseases = download('1314');
export const downloadTcmSyndromes = download('1315');
export const downloadGranules = download('1320');
export const downloadNewServices = download('1321');
