/**
 * Puts any text into a page without it becoming markup or code. A trace may hold what anybody sent.
 *
 * Source: HTML standard, 13.1.2 (characters of text and attributes), 13.1.3.1 (text of script elements).
 */

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** The text as content of an element or of an attribute in quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities.get(sign) ?? sign);
}

/**
 * The value as JSON within a script element: no sign in it can end the element or open a comment, and lone
 * halves of surrogate pairs are spelt out, so that the page is the same bytes in every encoder.
 */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
