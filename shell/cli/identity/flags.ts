/** The flags of commands that use keys, and where those are. */
import { descriptorFlag } from './descriptor.ts';

export type KeyFlags = { readonly keys?: string; readonly passcodeFd?: number };

export const keyFlags = {
  keys: {
    kind: 'parsed',
    parse: String,
    brief: 'Folder of the keys; that of the store with -keys behind it when left out',
    optional: true,
    placeholder: 'DIR',
  },
  passcodeFd: {
    kind: 'parsed',
    parse: descriptorFlag,
    brief: 'Number of an open file that holds the passcode; else KEELSON_PASSCODE, else it is asked for',
    optional: true,
    placeholder: 'N',
  },
} as const;

/** The folder of the keys that go with a store. */
export function keysFolderOf({ keys, store }: KeyFlags & { readonly store: string }): string {
  return keys ?? `${store.replace(/(?<=.)\/+$/, '')}-keys`;
}
