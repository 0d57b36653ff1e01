import { describe, expect, it } from 'vitest';
import { overrideDetail, overrideFindingOf } from '../../../src/domain/overrideFinding.ts';

const finding = { operatorId: 'O.01-a_b', points: 900, reasonCode: 'knownMember' };

describe('an override in the detail of an exception', () => {
  it.each([
    ['managerOverride', null, ''],
    ['managerOverride', null, 'not signed: the PIN has no key'],
    ['overrideInvalid', 'it is not signed', ''],
  ])('reads back who allowed what, and why: %s %s %s', (reason, fault, remark) => {
    const detail = overrideDetail(finding, fault, remark);
    expect(overrideFindingOf({ reason, detail })).toEqual(finding);
  });

  it('reads no one out of another exception, nor out of words that it does not know', () => {
    const detail = overrideDetail(finding, null, '');
    expect(overrideFindingOf({ reason: 'overdraft', detail })).toBeNull();
    expect(overrideFindingOf({ reason: 'managerOverride', detail: `so ${detail}` })).toBeNull();
  });
});
