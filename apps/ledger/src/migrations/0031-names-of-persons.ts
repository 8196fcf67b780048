import { defineMigration } from '@perennial/persistence';

/** What surrounds a name and is not seen: what JavaScript trims. */
const BLANK =
  '\\u0009\\u000a\\u000b\\u000c\\u000d\\u0020\\u00a0\\u1680\\u2000\\u2001\\u2002\\u2003\\u2004\\u2005\\u2006\\u2007\\u2008\\u2009\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** What has no width, wherever it stands. */
const UNSEEN = '\\u00ad\\u200b\\u200c\\u200d\\u2060\\ufeff';

/**
 * One definition of when two names are one person's, for the service, which asks for it, and for whoever writes SQL as the service: in
 * capitals, with accents written in one character or two, in wide letters, or with blanks around, it is nobody else. The collation is
 * named, because the one of the columns knows capitals of ASCII alone: the server has to be built with ICU. To capitals and back makes one
 * of ß and ss; to small letters first, because the capital ẞ stays what it is among capitals.
 *
 * Verdicts of before are not asked: rows are never changed, and an upgrade must not fail because of one.
 */
export const namesOfPersons = defineMigration({
  scope: 'ledger',
  number: 31,
  name: 'names-of-persons',
  up: /* sql */ `
create function person_key(name text) returns text language sql immutable strict parallel safe
return normalize(lower(upper(lower(normalize(btrim(translate(name, e'${UNSEEN}', ''), e'${BLANK}'), nfkc) collate "und-x-icu"))), nfkc);

alter table adjustment_verdict
  drop constraint adjustment_verdict_second_person,
  add constraint adjustment_verdict_second_person
    check (not approved or person_key(decided_by) <> person_key(proposed_by)) not valid;
`,
});
