import { fail } from '../../domain/result.ts';
import {
  closeMemberRequestSchema,
  reopenMemberRequestSchema,
} from '../../protocol/memberClosing.ts';
import { closeMember } from '../closing/closeMember.ts';
import { reopenMember } from '../closing/reopenMember.ts';
import type { AdminCommand } from './adminCommand.ts';

const ACTOR = 'back office: command line';

const closeCommand: AdminCommand = {
  name: 'close-member',
  usage:
    'close-member MEMBER_ID --note TEXT [--forfeit POINTS] [--reserved later] [--debt writeOff]',
  summary:
    'closes a member’s account; without --forfeit it only says how many points are forfeited',
  words: 1,
  options: { note: 'needed', forfeit: 'optional', reserved: 'optional', debt: 'optional' },
  async run({ context, words: [memberId], options }) {
    const { forfeit, reserved, debt, note } = options;
    const request = closeMemberRequestSchema.safeParse({
      memberId,
      note,
      forfeitPoints: forfeit === undefined ? null : Number(forfeit),
      reserved: reserved ?? null,
      debt: debt ?? null,
    });
    if (!request.success) {
      return fail('Check the member’s id, the note, the points, and how the rest is settled.');
    }
    const closed = await closeMember(context, ACTOR, request.data);
    return closed.ok ? closed : fail(closed.error.message);
  },
};

const reopenCommand: AdminCommand = {
  name: 'reopen-member',
  usage: 'reopen-member MEMBER_ID --note TEXT',
  summary: 'opens a closed account again, with the very points that were forfeited',
  words: 1,
  options: { note: 'needed' },
  async run({ context, words: [memberId], options }) {
    const request = reopenMemberRequestSchema.safeParse({ memberId, note: options['note'] });
    if (!request.success) {
      return fail('Check the member’s id and the note.');
    }
    const reopened = await reopenMember(context, ACTOR, request.data);
    return reopened.ok ? reopened : fail(reopened.error.message);
  },
};

/** Closing accounts and opening them again. */
export const closingCommands: readonly AdminCommand[] = [closeCommand, reopenCommand];
