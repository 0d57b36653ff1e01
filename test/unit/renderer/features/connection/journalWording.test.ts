import { describe, expect, it } from 'vitest';
import { journalNotice } from '../../../../../src/renderer/features/connection/journalWording.ts';
import { soundStatus } from '../../../../support/journalStatus.ts';

describe('what the header says of the journal', () => {
  it('is nothing while all is well or nothing is known yet', () => {
    expect(journalNotice(soundStatus(3), null)).toEqual({ label: null, sentences: [] });
    expect(journalNotice(null, null)).toEqual({ label: null, sentences: [] });
  });

  it.each([
    ['short', 'Disk space is short', /little room.*Selling goes on/],
    ['onReserve', 'Disk nearly full', /Selling goes on.*call IT now/],
    ['full', 'Disk full', /no sale can be approved/],
  ] as const)('warns of a disk that is %s', (space, label, sentence) => {
    const notice = journalNotice({ ...soundStatus(3), space }, null);
    expect(notice.label).toBe(label);
    expect(notice.sentences).toHaveLength(1);
    expect(notice.sentences[0]).toMatch(sentence);
  });

  it('puts the reason why nothing is approved before all else', () => {
    const status = { ...soundStatus(3), stopped: 'The journal ends at 3.', space: 'full' as const };
    const notice = journalNotice(status, 'The replica differs.');
    expect(notice.label).toBe('Journal stopped');
    expect(notice.sentences.slice(0, 2)).toEqual([
      'The journal ends at 3.',
      'The replica differs.',
    ]);
  });

  it('tells of a clock that jumped, and calms about the order of sales', () => {
    const { label, sentences } = journalNotice(
      { ...soundStatus(3), clockJumpMs: -7_200_000 },
      null,
    );
    expect(label).toBeNull();
    expect(sentences[0]).toMatch(/jumped back by 120 min\. Sales keep their order/);
  });

  it('names the first damaged segment, and leaves the header to the connection', () => {
    const damage = [{ segment: '00000002.journal', message: 'bytes 3 to 9 are unreadable' }];
    const notice = journalNotice({ ...soundStatus(3), damage }, null);
    expect(notice.label).toBeNull();
    expect(notice.sentences[0]).toMatch(/set aside \(00000002.journal: bytes 3 to 9/);
  });
});
