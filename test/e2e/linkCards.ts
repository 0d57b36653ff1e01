import { cardLabel, type Credential } from '../../src/domain/identity/credential.ts';
import { cardTokenOf } from '../../src/ledger/chain/crypto.ts';
import { linkCard } from '../../src/ledger/posting/linkCard.ts';
import { startLedger } from '../support/ledger.ts';

/** Founds the demonstration chain of `members` members in `folder` and links cards to some of them; then the folder is free. */
export async function linkCards(
  folder: string,
  members: number,
  links: readonly { readonly memberId: string; readonly credential: Credential }[],
): Promise<void> {
  const ledger = await startLedger({ database: { kind: 'folder', folder }, members });
  try {
    for (const { memberId, credential } of links) {
      const cardToken = cardTokenOf(ledger.context.chain.tokenKey, credential);
      const linked = await linkCard(ledger.context, {
        cardToken,
        cardLabel: cardLabel(credential),
        memberId,
      });
      if (!linked.ok) {
        throw new Error(linked.error.message);
      }
    }
  } finally {
    await ledger.close();
  }
}
