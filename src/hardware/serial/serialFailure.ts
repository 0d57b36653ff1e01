import { errorText } from '../errorText.ts';

/** What a person can do about a serial reader that cannot be opened, from the error and the platform. */
export function serialOpenAdvice(thrown: unknown, path: string, platform: string): string {
  const text = errorText(thrown);
  if (/permission|access denied|EACCES|EPERM/i.test(text)) {
    return platform === 'linux'
      ? `This user may not open ${path}. Add the user to the group "dialout" (as root: usermod -aG dialout USER), then sign on again.`
      : `Another program holds ${path}, or this user may not open it. End the other program or ask IT for the right.`;
  }
  if (/no such file|file not found|ENOENT|cannot find/i.test(text)) {
    return `There is no ${path}. Plug the reader in, or choose its port in the settings; it is taken up by itself.`;
  }
  if (/lock|busy|EBUSY|temporarily unavailable/i.test(text)) {
    return `Another program holds ${path}. End it; the reader is then taken up by itself.`;
  }
  if (/parity|data bits|stop bits/i.test(text)) {
    return `The driver of ${path} knows no such line. Choose other data bits, parity or stop bits, here and at the reader.`;
  }
  return `${path} cannot be opened. Check its cable and its settings (port, speed).`;
}

/** What a person can do about a serial reader that was there. */
export function serialGoneAdvice(path: string): string {
  return `The reader at ${path} does not answer. Check its cable; it is taken up again by itself once it is plugged in.`;
}

/** What a person can do about a reader that is plugged in and answers no more. */
export function serialSilentAdvice(path: string): string {
  return `The reader at ${path} answers no more. Check its power and its settings (kind, speed); it is asked again by itself.`;
}
