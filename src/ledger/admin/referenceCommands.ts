import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { fail, ok, type Result } from '../../domain/result.ts';
import { operatorSchema, productSchema, programmeSchema } from '../../protocol/pullReference.ts';
import { operatorCredential } from '../chain/operatorCredential.ts';
import { announce } from '../stream/changes.ts';
import type { AdminCommand, AdminInput } from './adminCommand.ts';

const MAXIMUM_FILE_DOCUMENTS = 100_000;

const operatorCommand: AdminCommand = {
  name: 'operator',
  usage: 'operator OPERATOR_ID --name NAME --role cashier|manager   (the PIN on standard input)',
  summary: 'makes an operator, or gives one a new name, role and PIN',
  words: 1,
  options: { name: 'needed', role: 'needed' },
  async run({ context, words, options, readSecret }) {
    const pin = await readSecret();
    if (!/^\d{4,12}$/.test(pin)) {
      return fail('The PIN on standard input is 4 to 12 digits.');
    }
    const role = operatorSchema.shape.role.safeParse(options['role']);
    const operator = operatorSchema.safeParse({
      operatorId: words[0],
      displayName: options['name'],
      role: role.data,
      ...operatorCredential(pin, randomBytes(16), role.data ?? 'cashier'),
    });
    if (!operator.success) {
      return fail('The operator will not do: check the id, the name and the role.');
    }
    const { operatorId, displayName } = operator.data;
    await store(context, 'operator', 'operator_id', [[operatorId, operator.data]]);
    return ok({ operatorId, displayName, role: operator.data.role });
  },
};

const removeOperatorCommand: AdminCommand = {
  name: 'remove-operator',
  usage: 'remove-operator OPERATOR_ID',
  summary: 'takes an operator away from all terminals',
  words: 1,
  options: {},
  async run({ context, words: [operatorId = ''] }) {
    const rows = await context.sql.transaction('write', async (session) => {
      const removed = await session.rows(
        z.object({}),
        `UPDATE operator SET removed = true, change_xid = pg_current_xact_id()
          WHERE operator_id = $1 RETURNING 1 AS one`,
        [operatorId],
      );
      await announce(session, 'reference');
      return removed;
    });
    return rows.length > 0 ? ok({ operatorId }) : fail(`There is no operator ${operatorId}.`);
  },
};

const programmeCommand: AdminCommand = {
  name: 'programme',
  usage: 'programme FILE.json',
  summary: 'adds a version of the programme; a version that is there is never changed',
  words: 1,
  options: {},
  async run({ context, words: [path = ''] }) {
    const programme = await readDocument(path, programmeSchema);
    if (!programme.ok) {
      return programme;
    }
    const { programmeId, version } = programme.value;
    const added = await context.sql.transaction('write', async (session) => {
      const rows = await session.rows(
        z.object({}),
        `INSERT INTO programme (programme_id, version, document) VALUES ($1, $2, $3::text::jsonb)
         ON CONFLICT (programme_id, version) DO NOTHING RETURNING 1 AS one`,
        [programmeId, version, JSON.stringify(programme.value)],
      );
      await announce(session, 'reference');
      return rows.length > 0;
    });
    return added
      ? ok({ programmeId, version })
      : fail(
          `Version ${version} of ${programmeId} is there already. Sales name it: give the change a new version.`,
        );
  },
};

const productsCommand: AdminCommand = {
  name: 'products',
  usage: 'products FILE.json',
  summary: 'adds and changes products: a list of them in a file',
  words: 1,
  options: {},
  async run({ context, words: [path = ''] }) {
    const products = await readDocument(path, z.array(productSchema).max(MAXIMUM_FILE_DOCUMENTS));
    if (!products.ok) {
      return products;
    }
    await store(
      context,
      'product',
      'product_id',
      products.value.map((product) => [product.productId, product]),
    );
    return ok({ products: products.value.length });
  },
};

/** Operators, programmes and products. */
export const referenceCommands: readonly AdminCommand[] = [
  operatorCommand,
  removeOperatorCommand,
  programmeCommand,
  productsCommand,
];

async function store(
  context: AdminInput['context'],
  table: 'operator' | 'product',
  id: 'operator_id' | 'product_id',
  documents: readonly (readonly [string, object])[],
): Promise<void> {
  const latest = [...new Map(documents).entries()];
  await context.sql.transaction('write', async (session) => {
    await session.run(
      `INSERT INTO ${table} (${id}, document)
       SELECT id, document::jsonb FROM unnest($1::text[], $2::text[]) AS u(id, document)
       ON CONFLICT (${id}) DO UPDATE
         SET document = excluded.document, removed = false, change_xid = pg_current_xact_id()`,
      [latest.map(([key]) => key), latest.map(([, document]) => JSON.stringify(document))],
    );
    await announce(session, 'reference');
  });
}

/** Reads a JSON file by a schema; fails with the place that will not do. */
async function readDocument<Value>(
  path: string,
  schema: z.ZodType<Value>,
): Promise<Result<Value, string>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return fail(`The file ${path} cannot be read, or is not JSON.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    return ok(parsed.data);
  }
  const [issue] = parsed.error.issues;
  return fail(`The file will not do at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? ''}`);
}
