/** Answers that stay the same for as long as what they are worked out from does. */

/** What an answer is worked out from, as far as it can change: equal in every place, equal answers. */
export type Standing = readonly (object | bigint | number | undefined)[];

/** The answer of `work`, worked out again only when `standing` is not what it was. */
export function whileStill<V>(standing: () => Standing, work: () => V): () => V {
  let last: { readonly standing: Standing; readonly answer: V } | undefined;
  return () => {
    const now = standing();
    if (last === undefined || !isSame(last.standing, now)) last = { standing: now, answer: work() };
    return last.answer;
  };
}

function isSame(before: Standing, now: Standing): boolean {
  return before.length === now.length && before.every((part, at) => part === now[at]);
}
