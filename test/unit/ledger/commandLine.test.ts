import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/ledger/commandLine.ts';

describe('the ledger command line', () => {
  it('takes a folder or a server, never both and never none', () => {
    const both = ['--data', 'x', '--database-url', 'postgres://h/d'];
    for (const argv of [[], ['--data', ''], ['--database-url', 'nonsense'], both]) {
      const parsed = parseCommandLine(argv);
      expect(parsed.ok).toBe(false);
      expect(!parsed.ok && parsed.error).toContain('--data DIR');
    }
  });

  it('takes the server of DATABASE_URL where no option names a place', () => {
    const url = 'postgres://user:secret@h/d';
    const place = (argv: string[]) => {
      const parsed = parseCommandLine(argv, url);
      return parsed.ok ? parsed.value?.database : parsed.error;
    };
    expect(place([])).toEqual({ kind: 'server', databaseUrl: url });
    expect(place(['--data', 'x'])).toEqual({ kind: 'folder', folder: 'x' });
    const other = 'postgres://h/other';
    expect(place(['--database-url', other])).toEqual({ kind: 'server', databaseUrl: other });
  });

  it('fills in what is not said', () => {
    expect(parseCommandLine(['--data', 'x', '--demo'])).toEqual({
      ok: true,
      value: {
        database: { kind: 'folder', folder: 'x' },
        host: '127.0.0.1',
        port: 0,
        demonstration: { seed: 1, members: 500 },
        readyJson: false,
        exitWithParent: false,
      },
    });
  });

  it('names the option whose value will not do', () => {
    const parsed = parseCommandLine(['--data', 'x', '--members', '1000001']);
    expect(!parsed.ok && parsed.error).toContain('--members');
    const unknown = parseCommandLine(['--data', 'x', '--membres', '5']);
    expect(!unknown.ok && unknown.error).toContain('--membres');
  });

  it('helps without anything else being right', () => {
    expect(parseCommandLine(['--help'])).toEqual({ ok: true, value: null });
  });
});
