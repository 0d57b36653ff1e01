import type { RxJsonSchema } from 'rxdb/plugins/core';
import type { RedemptionMode } from '../../domain/programme.ts';

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
  /** How this store redeems points where it differs from the programme. */
  readonly redemptionMode?: RedemptionMode | undefined;
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
