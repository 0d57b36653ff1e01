import { fail, ok, type Result } from '../../domain/result.ts';
import type { TerminalHost } from './terminalHost.ts';

/**
 * Enrols at start with what the command line says, unless the terminal is enrolled already or nothing is said. One that may
 * sell nothing more under its enrolment, as after a restored disk, stays as it is, whatever code a script hands over: a
 * person enrols it anew on its screen. Fails with the sentence for the IT person.
 */
export async function enrolOnce(
  { handlers }: TerminalHost,
  wanted: { readonly ledger: string | null; readonly enrol: string | null },
): Promise<Result<void, string>> {
  const { ledger, enrol } = wanted;
  const description = await handlers['terminal.describe']({});
  const isEnrolled = description.ok && description.value.enrolment !== null;
  if (isEnrolled || ledger === null || enrol === null) {
    return ok(undefined);
  }
  const answer = await handlers['terminal.enrol']({ ledgerUrl: ledger, code: enrol });
  return answer.ok ? ok(undefined) : fail(answer.error.message);
}
