import { describe, expect, it } from 'vitest';
import { formatDraft } from '../../../../../src/renderer/features/devices/formatDraft.ts';

const chain = ['EAN-13 starting with 29'];

describe('a card format that is written', () => {
  it('is empty before anything is written', () => {
    expect(formatDraft('  ', chain)).toEqual({ state: 'empty' });
  });

  it('says how to write one where it is none', () => {
    const draft = formatDraft('all cards', chain);
    expect(draft).toMatchObject({ state: 'wrong' });
    expect(draft.state === 'wrong' && draft.message).toContain('EAN-13 starting with 29');
  });

  it('is kept in one spelling, whatever case and spaces it was written in', () => {
    expect(formatDraft(' uid  of 7 bytes ', chain)).toMatchObject({
      state: 'good',
      text: 'UID of 7 bytes',
      duplicate: null,
      conflicts: [],
    });
  });

  it('is known for one that is set up already', () => {
    const draft = formatDraft('ean-13 starting with 29', chain);
    expect(draft).toMatchObject({ duplicate: 'This card format is set up already.' });
  });

  it('warns of a format that takes products or another format’s cards, and of nothing that was there before', () => {
    const products = formatDraft('EAN-13 starting with 40', [...chain, 'EAN-13 starting with 41']);
    expect(products).toMatchObject({ state: 'good' });
    expect(products.state === 'good' && products.conflicts).toEqual([
      expect.stringContaining('"EAN-13 starting with 40" also takes products'),
    ]);
    const twin = formatDraft('EAN-13 starting with 291', chain);
    expect(twin.state === 'good' && twin.conflicts).toEqual([
      expect.stringContaining('take the same cards'),
    ]);
  });
});
