import { ValidationFailedError } from '../common/index.js';
import { queryTerms } from './search-terms.js';

/** The search terms of `q`; empty without `q`. @throws ValidationFailedError if `q` contains nothing to search for */
export function termsOf(q: string | undefined): readonly string[] {
  if (q === undefined) return [];
  const terms = queryTerms(q);
  if (terms.length > 0) return terms;
  const message = 'must contain a letter, a digit or an emoji to search for';
  throw new ValidationFailedError(`q ${message}.`, { errors: [{ field: 'q', message }] });
}
