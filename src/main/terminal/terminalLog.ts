/** A line for the log of the host. It holds nothing of a card and nothing personal. */
export type TerminalLog = (level: 'info' | 'warning' | 'error', message: string) => void;

/** Lines on standard error, in plain Node as in Electron. */
export const standardErrorLog: TerminalLog = (level, message) => {
  process.stderr.write(`${level}: ${message}\n`);
};
