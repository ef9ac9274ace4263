/** Where the test files of one run find the built tree: vitest.config.ts gives each run a folder. */

/** The folder of this run. */
export function builtTreeFolder(): string {
  const folder = process.env['KEELSON_BUILT_TREE'];
  if (folder === undefined) throw new Error('run the tests by vitest, with the configuration of the project');
  return folder;
}
