import { z } from 'zod';
import { cardLabel } from '../../domain/identity/credential.ts';
import { isPaymentCardNumber } from '../../domain/identity/paymentCard.ts';
import { fail, ok } from '../../domain/result.ts';
import { idSchema, labelSchema } from '../../protocol/primitives.ts';
import { cardTokenOf } from '../chain/crypto.ts';
import { mergeMembers } from '../merge/mergeMembers.ts';
import { linkCard } from '../posting/linkCard.ts';
import { removeCard } from '../posting/removeCard.ts';
import { announce } from '../stream/changes.ts';
import type { AdminCommand } from './adminCommand.ts';
import { homeCommands } from './homeCommands.ts';

const memberCommand: AdminCommand = {
  name: 'member',
  usage:
    'member MEMBER_ID --first-name NAME --family-name NAME --tier TIER_ID [--status active|blocked]',
  summary:
    'makes a member, or changes one; blocked members are known at every terminal with its next pull',
  words: 1,
  options: { 'first-name': 'needed', 'family-name': 'needed', tier: 'needed', status: 'optional' },
  async run({ context, words, options }) {
    const member = z
      .object({
        memberId: idSchema,
        firstName: labelSchema.min(1),
        familyName: labelSchema.min(1),
        tierId: idSchema,
        status: z.enum(['active', 'blocked']),
      })
      .safeParse({
        memberId: words[0],
        firstName: options['first-name'],
        familyName: options['family-name'],
        tierId: options['tier'],
        status: options['status'] ?? 'active',
      });
    if (!member.success) {
      return fail('The member will not do: check the id, the names, the tier and the status.');
    }
    const { memberId, firstName, familyName, tierId, status } = member.data;
    // Terminals show no more of a name than this.
    const displayName = `${firstName} ${familyName.slice(0, 1)}.`;
    const isOpen = await context.sql.transaction('write', async (session) => {
      const rows = await session.rows(
        z.object({}),
        `INSERT INTO member (member_id, first_name, family_name, display_name, tier_id, status)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (member_id) DO UPDATE
           SET first_name = excluded.first_name, family_name = excluded.family_name,
               display_name = excluded.display_name, tier_id = excluded.tier_id, status = excluded.status,
               change_xid = pg_current_xact_id()
           WHERE member.status <> 'closed'
         RETURNING member_id`,
        [memberId, firstName, familyName, displayName, tierId, status],
      );
      await announce(session, 'accounts');
      return rows.length > 0;
    });
    if (!isOpen) {
      return fail(
        `The account of member ${memberId} is closed. Open it again first: reopen-member.`,
      );
    }
    return ok({ memberId, displayName, tierId, status });
  },
};

const linkCommand: AdminCommand = {
  name: 'link-card',
  usage: 'link-card MEMBER_ID [--scheme number|gsrn|uid]   (the card’s number on standard input)',
  summary: 'links a card to a member, or moves it to one, and posts the sales that waited for it',
  words: 1,
  options: { scheme: 'optional' },
  async run({ context, words: [memberId = ''], options, readSecret }) {
    const scheme = z.enum(['number', 'gsrn', 'uid']).safeParse(options['scheme'] ?? 'number');
    const value = (await readSecret()).replaceAll(/[\s-]/g, '').toUpperCase();
    if (!scheme.success || !/^[0-9A-Z]{4,64}$/.test(value)) {
      return fail('The card’s number on standard input will not do, or its scheme.');
    }
    if (isPaymentCardNumber(value)) {
      return fail('This is the number of a payment card. It is never kept.');
    }
    const credential = { scheme: scheme.data, value };
    const linked = await linkCard(context, {
      cardToken: cardTokenOf(context.chain.tokenKey, credential),
      cardLabel: cardLabel(credential),
      memberId,
    });
    return linked.ok ? ok({ memberId, ...linked.value }) : fail(linked.error.message);
  },
};

const removeCardCommand: AdminCommand = {
  name: 'remove-card',
  usage: 'remove-card MEMBER_ID --ending DIGITS   (the last digits of the card)',
  summary: 'takes a lost or stolen card from its member; no terminal knows it after its next pull',
  words: 1,
  options: { ending: 'needed' },
  async run({ context, words: [memberId = ''], options }) {
    const ending = options['ending'] ?? '';
    if (!/^[0-9A-Za-z]{1,8}$/.test(ending)) {
      return fail('The ending is the last 1 to 8 digits or letters that the card shows.');
    }
    const removed = await removeCard(context, { memberId, ending });
    return removed.ok ? ok({ memberId, ...removed.value }) : removed;
  },
};

const mergeCommand: AdminCommand = {
  name: 'merge-members',
  usage: 'merge-members SURVIVOR_ID MERGED_ID',
  summary: 'makes two members one: lots, balances, holds and cards move to the first',
  words: 2,
  options: {},
  async run({ context, words: [survivorId = '', mergedId = ''] }) {
    const merged = await mergeMembers(context, survivorId, mergedId);
    return merged.ok ? ok({ survivorId, mergedId }) : fail(merged.error.message);
  },
};

/** Members and their cards. */
export const memberCommands: readonly AdminCommand[] = [
  memberCommand,
  linkCommand,
  removeCardCommand,
  mergeCommand,
  ...homeCommands,
];
