/** What a forgery is made against. */
import type { Authored } from '../people/author.ts';
import type { Person } from '../people/company.ts';
import type { AdversaryEntry } from '../plan.ts';
import type { Holds } from './holdings.ts';

export type Target = {
  readonly entry: Extract<AdversaryEntry, { readonly do: 'forge' }>;
  readonly person: Person;
  /** The event that the forgery is to follow. */
  readonly before: Authored;
  /** The node of the person. */
  readonly node: string;
  readonly holds: Holds;
};
