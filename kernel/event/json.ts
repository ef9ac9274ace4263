/**
 * Values of free-form fields, with their order and the exact text of their numbers.
 *
 * Maps are arrays of pairs because objects of the language put integer-like keys first, and numbers
 * keep their lexeme because the language cannot hold every number of a body (D-18).
 */

/** A number by the text it was written with, such as `300000.0`. */
export type JsonNumber = { readonly lexeme: string };
export type JsonList = readonly Json[];
/** Labels and values in order; no label twice. */
export type JsonMap = { readonly entries: readonly (readonly [label: string, value: Json])[] };
export type Json = null | boolean | string | JsonNumber | JsonList | JsonMap;
