import { describe, expect, it } from 'vitest';
import { createProductSearch } from '../../../src/replica/productSearch.ts';
import { lamp } from '../../support/rendererHarness/till.ts';

const search = createProductSearch(
  ['Rye bread small', 'Bread rolls', 'Crème brûlée', 'Shortbread', 'Plum cake (organic)'].map(
    (name) => ({ ...lamp, productId: name, name }),
  ),
);
const names = (text: string, limit = 8) => search.find(text, limit).map(({ name }) => name);

describe('the search for a product', () => {
  it('finds a word anywhere in a name, names that begin with it first', () => {
    expect(names('bread')).toEqual(['Bread rolls', 'Rye bread small', 'Shortbread']);
  });

  it('minds neither accents nor case', () => {
    expect(names('CREME BRU')).toEqual(['Crème brûlée']);
    expect(names('brûlée')).toEqual(['Crème brûlée']);
  });

  it('takes words in any order, and all of them', () => {
    expect(names('small rye')).toEqual(['Rye bread small']);
    expect(names('small cake')).toEqual([]);
  });

  it('ranks a word behind a bracket as a word', () => {
    expect(names('organic')).toEqual(['Plum cake (organic)']);
  });

  it('gives no more than asked for, the best of them', () => {
    expect(names('bread', 2)).toEqual(['Bread rolls', 'Rye bread small']);
  });
});
