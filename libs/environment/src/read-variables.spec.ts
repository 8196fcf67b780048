import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readVariables, withVariables } from './read-variables.js';

describe('a variable that is given as a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'environment-'));
  const file = join(folder, 'secret');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['  two spaces  \n', '  two spaces  '],
    ['\uFEFFfrom Windows\r\n', 'from Windows'],
    ['a line\nand another\n\n', 'a line\nand another'],
  ])('is all of it but the end of its last line: %j', (content, value) => {
    writeFileSync(file, content);
    expect(readVariables(['SECRET'], { SECRET_FILE: file })).toEqual({ variables: { SECRET: value }, problems: [] });
  });

  it('is refused where there is nothing in it', () => {
    writeFileSync(file, ' \n');
    expect(readVariables(['SECRET'], { SECRET_FILE: file })).toEqual({
      variables: {},
      problems: [{ key: 'SECRET_FILE', message: 'names a file that is empty' }],
    });
  });
});

describe('the environment for another process', () => {
  it('has other values of some variables, however those were given, and all that it had besides', () => {
    const environment = { A: '1', B_FILE: '/b', C: '3', A_FILE_NAME: 'kept', PROFILE: 'kept' };
    expect(withVariables(environment, { A: '2', B: '2', C: undefined })).toEqual({
      ...{ A: '2', B: '2', C: undefined },
      ...{ A_FILE_NAME: 'kept', PROFILE: 'kept' },
    });
  });

  it('is without what shall not reach it, and nobody else sees that', () => {
    const environment = { DATABASE_URL: 'postgres://owner', DATABASE_URL_FILE: '/url' };
    expect(withVariables(environment, { DATABASE_URL: undefined })).toEqual({});
    expect(environment).toHaveProperty('DATABASE_URL_FILE');
  });
});
