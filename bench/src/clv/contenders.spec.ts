import { installedOf } from './contenders.js';

describe('what is installed beside us', () => {
  const pinned = { lifetimes: '0.11.3', numpy: '1.26.4', pandas: '1.5.3', scipy: '1.10.1', autograd: '1.6.2' };

  it('is said with its versions', () => {
    expect(installedOf({ ...pinned, Python: '3.10.12' })).toEqual({
      text: 'lifetimes 0.11.3, numpy 1.26.4, pandas 1.5.3, scipy 1.10.1, autograd 1.6.2, Python 3.10.12',
      otherThanPinned: [],
    });
  });

  it('names each that is of another version than the one ratios are promised against', () => {
    const { otherThanPinned } = installedOf({ ...pinned, numpy: '2.0.0' });
    expect(otherThanPinned).toEqual(['numpy 2.0.0 instead of 1.26.4']);
  });
});
