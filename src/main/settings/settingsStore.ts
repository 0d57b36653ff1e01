import { dirname } from 'node:path';
import { fail, ok, type Result } from '../../domain/result.ts';
import { localSettingsSchema, type LocalSettings } from '../../ipc/channels/settings.ts';
import {
  keepAside,
  readFileIfThere,
  systemErrorCode,
  writeFileAtomically,
} from '../files/atomicFile.ts';
import { makeDirectory } from '../files/makeDirectory.ts';
import { parseJsonText } from '../files/jsonText.ts';

/** Why settings could not be read or kept; the message is for a person. */
export interface SettingsFailure {
  readonly code: 'settingsFailed';
  readonly message: string;
}

/** Keeps the settings of this terminal alone. */
export interface SettingsStore {
  /** The settings, or the defaults where none are kept. Damaged ones are moved aside and the defaults taken. */
  read(): Promise<Result<LocalSettings, SettingsFailure>>;
  /** Keeps settings durably; gives them back as they were kept. */
  write(settings: LocalSettings): Promise<Result<LocalSettings, SettingsFailure>>;
}

/** What a new terminal starts with. */
export const DEFAULT_SETTINGS: LocalSettings = {
  colourScheme: 'auto',
  serialReaders: [],
  wedge: { prefix: '', suffix: '' },
  cardFormats: [],
};

/** The store over the file at `path` (see profileLayout.ts). `warn` hears of damaged settings. */
export function settingsStore(path: string, warn: (message: string) => void): SettingsStore {
  return {
    async read() {
      try {
        const content = await readFileIfThere(path);
        if (content === null) {
          return ok(DEFAULT_SETTINGS);
        }
        const parsed = localSettingsSchema.safeParse(parseJsonText(content));
        if (parsed.success) {
          return ok(parsed.data);
        }
        const aside = await keepAside(path);
        warn(
          `The settings were damaged and are back at their defaults; the old ones are in ${aside}.`,
        );
        return ok(DEFAULT_SETTINGS);
      } catch (error) {
        return fail(failureOf('read', error));
      }
    },
    async write(settings) {
      try {
        await makeDirectory(dirname(path));
        const text = `${JSON.stringify(settings, null, 2)}\n`;
        await writeFileAtomically(path, new TextEncoder().encode(text));
        return ok(settings);
      } catch (error) {
        return fail(failureOf('kept', error));
      }
    },
  };
}

function failureOf(what: string, error: unknown): SettingsFailure {
  return {
    code: 'settingsFailed',
    message: `The settings could not be ${what} (${systemErrorCode(error)}). Check the rights of the profile folder and the space on its disk.`,
  };
}
