/**
 * judges know nothing of the accused. Walks what the built judges import, and what that imports, and
 * names the modules that decide.
 *
 * Source: dst.md 4.
 */

const deciding = /^kernel\/(?:evidence|rules)\/|^kernel\/(?:step|settle)\.js$/;
const importing = /(?:from|import)\s*\(?["'](\.[^"']+)["']/g;

/** Paths of deciding modules that the judges reach, with who imports them. `read` gives the text of a built file. */
export function decidingImports(
  judges: readonly string[],
  read: (path: string) => string,
): readonly string[] {
  const seen = new Set(judges);
  const queue = [...judges];
  const found: string[] = [];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const [, target = ''] of read(path).matchAll(importing)) {
      const to = new URL(target, `file:///${path}`).pathname.slice(1);
      if (deciding.test(to)) found.push(`${path} imports ${to}`);
      else if (!seen.has(to)) {
        seen.add(to);
        queue.push(to);
      }
    }
  }
  return found;
}
