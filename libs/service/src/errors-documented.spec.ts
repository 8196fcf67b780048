import { matches, read, sources, type Source } from './repository.fixture.js';

/** Codes of error classes and HTTP problems, and members of types called `…Reason`. */
function codesIn({ text }: Source): string[] {
  const reasons = matches(text, /^export type \w*Reason =([^;]+);/gm).flatMap((union) =>
    matches(union, /'([A-Z][A-Z0-9_]+)'/g),
  );
  return [
    ...matches(text, /^\s+(?:override )?readonly code = '([A-Z][A-Z0-9_]*)'/gm),
    ...matches(text, /new ProblemError\(\s*[^,]+,\s*'([A-Z][A-Z0-9_]*)'/g),
    ...reasons,
  ];
}

const documented = matches(read('docs/errors.md'), /^\| `([A-Z][A-Z0-9_]*)` \|/gm);

describe('docs/errors.md', () => {
  const inSources = sources().flatMap((source) => codesIn(source).map((code) => ({ code, path: source.path })));

  it('has a row for every code in the sources', () => {
    const missing = inSources
      .filter(({ code }) => !documented.includes(code))
      .map(({ code, path }) => `${code} (${path})`);
    expect(missing).toEqual([]);
  });

  it('has no row for a code that is nowhere in the sources', () => {
    const known = new Set(inSources.map(({ code }) => code));
    expect(documented.filter((code) => !known.has(code))).toEqual([]);
  });

  it('has one row for each code', () => {
    expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
  });

  it('finds codes of all four kinds, so the rows above are not held against nothing', () => {
    const codes = inSources.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['SCHEMA_NEWER', 'UNKNOWN_ROUTE', 'ID_REUSED', 'LOG_TRUNCATED']));
  });
});

describe('error classes', () => {
  it('declare their code as a literal, so that it can be looked up', () => {
    const without = sources().flatMap(({ path, text }) =>
      [...text.matchAll(/class (\w+) extends LoyaltyError \{([\s\S]*?)\n\}/g)]
        .filter(([, name, body]) => name !== 'ProblemError' && !/readonly code = '[A-Z]/.test(body ?? ''))
        .map(([, name]) => `${name} (${path})`),
    );
    expect(without).toEqual([]);
  });

  it('never share a code', () => {
    const classCodes = sources().flatMap(({ text }) =>
      matches(text, /^\s+(?:override )?readonly code = '([A-Z][A-Z0-9_]*)'/gm),
    );
    expect(classCodes.filter((code, index) => classCodes.indexOf(code) !== index)).toEqual([]);
  });
});
