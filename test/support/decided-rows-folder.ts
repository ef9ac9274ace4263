/** Where the files of one run note which rows they decided by: vitest.config.ts gives each run a folder. */

/** The folder of this run. */
export function decidedRowsFolder(): string {
  const folder = process.env['KEELSON_DECIDED_ROWS'];
  if (folder === undefined) throw new Error('run the tests by vitest, with the configuration of the project');
  return folder;
}
