/** A sound program of the form `provider`: `sound-keys.js [whole|single] [FILE]`. */
import { openRows } from './rows-in-a-file.ts';
import { No, serve } from './serving.ts';
import type { Asked } from './serving.ts';

const [changes = 'whole', path] = process.argv.slice(2);
const rows = openRows(path);

function handle(asked: Asked): object {
  const key = asked['key'] as string;
  const there = rows.get(key);
  switch (asked.op) {
    case 'get':
      if (there === undefined) throw new No('unknown-key');
      return { data: there };
    case 'store':
      if (there !== undefined && asked['replace'] !== true) throw new No('key-exists');
      rows.change([[key, asked['data'] as string]]);
      return {};
    case 'delete':
      if (there !== undefined) rows.change([[key, null]]);
      return { existed: there !== undefined };
    case 'change': {
      const several = asked['changes'] as readonly { readonly key: string; readonly data: string | null }[];
      rows.change(several.map(({ key: id, data }) => [id, data]));
      return {};
    }
    default:
      throw new No('refused');
  }
}

await serve('provider', changes === 'whole', handle);
