import { overrideText } from '../../domain/managerOverride.ts';
import { overrideDetail } from '../../domain/overrideFinding.ts';
import { overrideOf, type ManagerOverride, type SaleBody } from '../../domain/transaction.ts';
import { verifyEd25519 } from '../chain/crypto.ts';
import type { Flag } from './flagging.ts';

/** The managers among the operators that transactions name: each one's public key for overrides, null where there is none. */
export type ManagerKeys = ReadonlyMap<string, string | null>;

/**
 * What a manager allowed beyond the rules is looked at by a person, always; apart from it stands an override that no
 * manager's credential signed for this very transaction. Either is posted, for the goods have left.
 */
export function flagOverride(body: SaleBody, managers: ManagerKeys, flag: Flag): void {
  const override = overrideOf(body);
  if (override === null) {
    return;
  }
  const { operatorId, reasonCode } = override;
  const finding = { operatorId, reasonCode, points: body.redemption?.points ?? 0 };
  const fault = overrideFault(body, override, managers);
  if (fault !== null) {
    flag('overrideInvalid', overrideDetail(finding, fault, ''));
    return;
  }
  const unsigned = managers.get(operatorId) === null ? 'not signed: the PIN has no key' : '';
  flag('managerOverride', overrideDetail(finding, null, unsigned));
}

/** Why the override is no manager's; null where it is one's, or where its manager has no key to sign with. */
function overrideFault(
  body: SaleBody,
  override: ManagerOverride,
  managers: ManagerKeys,
): string | null {
  const { operatorId, reasonCode, signature } = override;
  const key = managers.get(operatorId);
  if (key === undefined) {
    return 'this operator is no manager now';
  }
  if (key === null) {
    return null;
  }
  if (signature === null) {
    return 'it is not signed';
  }
  const { terminalId, transactionId, sequence, member, redemption } = body;
  const memberId = member?.kind === 'member' ? member.memberId : '';
  const points = redemption?.points ?? 0;
  const about = { terminalId, transactionId, sequence, memberId, points };
  return verifyEd25519(key, overrideText({ operatorId, reasonCode, ...about }), signature)
    ? null
    : 'its signature is not that of this manager’s PIN for this sale (or the PIN was set anew since)';
}
