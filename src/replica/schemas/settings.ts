import type { RxJsonSchema } from 'rxdb/plugins/core';

/** What the chain sets for this terminal's store. */
export interface TerminalSetting {
  readonly settingId: 'terminal';
  readonly storeName: string;
  readonly terminalName: string;
  readonly chainName: string;
  /** Terminals of the chain, for the bound on offline overspend. */
  readonly terminalCount: number;
  /** Category for amounts keyed without a product. */
  readonly openCategoryId: string;
}

/** A setting of the ledger's. */
export interface SettingDocument {
  settingId: string;
  setting: TerminalSetting;
}

export const settingsSchema: RxJsonSchema<SettingDocument> = {
  version: 0,
  primaryKey: 'settingId',
  type: 'object',
  properties: {
    settingId: { type: 'string', maxLength: 64 },
    setting: { type: 'object' },
  },
  required: ['settingId', 'setting'],
};
