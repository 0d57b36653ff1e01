import { describe, expect, it } from 'vitest';
import { GENESIS_HASH } from '../../../../src/domain/seal.ts';
import { demoProgramme } from '../../../../src/ledger/demonstration/demoChain.ts';
import { inVersion1 } from '../../../../src/ledger/http/formerShapes.ts';
import { ENROL_PATH, enrolResponseSchema } from '../../../../src/protocol/enrol.ts';

const path = '/v1/pull/reference/programmes';
const answerWith = (changes: object) => ({
  documents: [{ document: { ...demoProgramme, ...changes }, removed: false }],
  checkpoint: 'c',
  more: false,
});
const floorLimitIn = (answer: unknown) =>
  (answer as { documents: { document: { standIn: { floorLimitPoints: number } } }[] }).documents[0]
    ?.document.standIn.floorLimitPoints;

describe('an answer for a terminal of protocol version 1', () => {
  it('names nothing of a programme that such a terminal would refuse', () => {
    const standIn = { ...demoProgramme.standIn, transactionLimitPoints: 100 };
    const answer = inVersion1(path, answerWith({ redemptionMode: 'online', standIn }), null);
    const text = JSON.stringify(answer);
    for (const field of ['redemptionMode', 'transactionLimitPoints', 'lots', 'allotment']) {
      expect(text).not.toContain(field);
    }
    expect(text).toContain(demoProgramme.name);
  });

  it('lets it stand in with nothing where its store does not stand in', () => {
    expect(floorLimitIn(inVersion1(path, answerWith({}), null))).toBe(500);
    expect(floorLimitIn(inVersion1(path, answerWith({}), 'online'))).toBe(0);
    expect(floorLimitIn(inVersion1(path, answerWith({ redemptionMode: 'allotment' }), null))).toBe(
      0,
    );
    const withStandIn = answerWith({ redemptionMode: 'online' });
    expect(floorLimitIn(inVersion1(path, withStandIn, 'standIn'))).toBe(500);
  });

  it('gives it the narrowest limit as its only one', () => {
    const standIn = { ...demoProgramme.standIn, terminalDayLimitPoints: 200 };
    expect(floorLimitIn(inVersion1(path, answerWith({ standIn }), null))).toBe(200);
  });

  it('names no mode and no rules of reads in a store’s setting', () => {
    const setting = {
      settingId: 'terminal',
      storeName: 'A',
      terminalName: 'B',
      chainName: 'C',
      terminalCount: 2,
      openCategoryId: 'general',
    };
    const answer = {
      documents: [
        {
          document: { ...setting, redemptionMode: 'online', cardPatterns: [], measureRules: [] },
          removed: false,
        },
      ],
      checkpoint: 'c',
      more: false,
    };
    expect(inVersion1('/v1/pull/reference/settings', answer, 'online')).toEqual({
      ...answer,
      documents: [{ document: setting, removed: false }],
    });
  });

  it('enrols it with the card formats that it knows, and with none made wider', () => {
    const known = { scheme: 'number', prefix: '29', length: 13, checkDigit: 'gs1' };
    const later = [
      { scheme: 'gsrn', prefix: '', length: 20, longest: 29, checkDigit: 'none' },
      { scheme: 'uid', prefix: '', length: 6, checkDigit: 'none', em4100Bits: 24 },
      {
        scheme: 'number',
        prefix: '',
        length: 12,
        checkDigit: 'none',
        trackField: { track: 1, field: 3, from: 20 },
      },
    ];
    const answer = {
      terminalId: 'terminal-1',
      terminalName: 'Lane 1',
      chainName: 'Chain',
      store: {
        storeId: 'store-1',
        name: 'Store',
        businessDay: { timeZone: 'Europe/Berlin', dayEndMinutes: 0 },
      },
      tokenKey: Buffer.alloc(32).toString('base64'),
      cardPatterns: [later[0], known, later[1], later[2]],
      head: { sequence: 0, hash: GENESIS_HASH },
      demonstration: false,
    };
    expect(enrolResponseSchema.parse(answer)).toEqual(answer);
    expect(inVersion1(ENROL_PATH, answer, null)).toEqual({ ...answer, cardPatterns: [known] });
  });
});
