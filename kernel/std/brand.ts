/** Nominal types: a value that only its own parser may make. */
declare const brand: unique symbol;

/** `T` marked as `Name`; made by the parser of `Name` alone. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
