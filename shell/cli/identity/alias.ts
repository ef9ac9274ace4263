/** The name of an identifier, as commands take it first. */
export const aliasParameter = { brief: 'Name of the identifier', placeholder: 'ALIAS' } as const;

/** The flag of a file of parameters. */
export const fileFlag = {
  file: {
    kind: 'parsed',
    parse: String,
    brief: 'Parameters as a map of JSON; flags go before',
    optional: true,
    placeholder: 'FILE',
  },
} as const;
