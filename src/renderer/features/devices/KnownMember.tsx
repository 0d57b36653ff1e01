import { useEffect, useState, type ReactElement } from 'react';
import type { MemberView } from '../../../domain/member.ts';
import { useTerminal } from '../../app/terminalContext.tsx';

/** Whether a member is known by a card that was presented. */
export function KnownMember({ cardToken }: { readonly cardToken: string }): ReactElement | null {
  const { replica } = useTerminal();
  const [found, setFound] = useState<MemberView | null | undefined>(undefined);
  useEffect(() => {
    let stopped = false;
    void replica.members.memberByToken(cardToken).then((member) => {
      if (!stopped) {
        setFound(member);
      }
    });
    return () => {
      stopped = true;
    };
  }, [replica, cardToken]);
  if (found === undefined) {
    return null;
  }
  return (
    <p className="small" data-testid="known-member">
      {found === null ? (
        'No member is known by it at this terminal.'
      ) : (
        <>
          Member: <strong>{found.displayName}</strong>
          {found.status !== 'active' && ` (${found.status})`}
        </>
      )}
    </p>
  );
}
