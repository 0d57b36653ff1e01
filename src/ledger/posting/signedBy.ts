import type { SealedTransaction } from '../../domain/transaction.ts';
import type { VerifyEach } from '../chain/crypto.ts';
import type { PushedText } from '../quarantine/pushedText.ts';
import { isKnown, type AdmissionState } from './admissionState.ts';

/**
 * Those of a batch whose signature over their hash is by `publicKey` (base64). Whether the hash is that of the body is checked
 * apart. What the ledger has already is not looked at again.
 */
export async function signedBy(
  verifyEach: VerifyEach,
  publicKey: string,
  batch: readonly PushedText[],
  known: AdmissionState['known'],
): Promise<ReadonlySet<SealedTransaction>> {
  const unknown = batch.flatMap(({ transaction }) =>
    transaction.ok && !isKnown(known, transaction.value) ? [transaction.value] : [],
  );
  const good = await verifyEach(
    publicKey,
    unknown.map(({ hash, signature }) => ({ text: hash, signatureBase64: signature })),
  );
  return new Set(unknown.filter((_transaction, index) => good[index] === true));
}
