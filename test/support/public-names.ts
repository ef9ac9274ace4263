/** The names that a door gives away, values and types, as the compiler sees them. */
import ts from 'typescript';

/** Names exported by each file, sorted. */
export function publicNames(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const program = ts.createProgram([...files], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(file);
      const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source);
      const names = symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name);
      return [file, names.sort((a, b) => (a < b ? -1 : 1))];
    }),
  );
}
