import type { RxCollection } from 'rxdb/plugins/core';
import type { MemberPageDocument } from './schemas/memberPages.ts';
import type { MemberSingleDocument } from './schemas/memberSingles.ts';
import type { OperatorDocument } from './schemas/operators.ts';
import type { ProductDocument } from './schemas/products.ts';
import type { ProgrammeDocument } from './schemas/programmes.ts';
import type { SettingDocument } from './schemas/settings.ts';
import type { StateDocument } from './schemas/state.ts';
import type { TransactionDocument } from './schemas/transactions.ts';

/** The replica's collections. Each is a database of its own: nothing is atomic across two. At most 13 by RxDB. */
export interface ReplicaCollections {
  readonly memberPages: RxCollection<MemberPageDocument>;
  readonly memberSingles: RxCollection<MemberSingleDocument>;
  readonly transactions: RxCollection<TransactionDocument>;
  readonly programmes: RxCollection<ProgrammeDocument>;
  readonly products: RxCollection<ProductDocument>;
  readonly operators: RxCollection<OperatorDocument>;
  readonly settings: RxCollection<SettingDocument>;
  readonly state: RxCollection<StateDocument>;
}
