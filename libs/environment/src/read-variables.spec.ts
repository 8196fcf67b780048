import { withVariables } from './read-variables.js';

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
