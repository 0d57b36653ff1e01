import { z } from 'zod';
import { ok } from '../../domain/result.ts';
import {
  auditReportSchema,
  DEMO_AUDIT_PATH,
  DEMO_BALANCES_PATH,
  demoBalancesResponseSchema,
} from '../../protocol/demoAudit.ts';
import { DEMO_CARDS_PATH, demoCardsResponseSchema } from '../../protocol/demoCards.ts';
import { exchangeSchemas } from '../../protocol/exchange.ts';
import { HOLD_VOID_PATH, HOLDS_PATH } from '../../protocol/hold.ts';
import { LEASES_PATH } from '../../protocol/leases.ts';
import { idSchema } from '../../protocol/primitives.ts';
import { PULL_ACCOUNTS_PATH } from '../../protocol/pullAccounts.ts';
import { PULL_PAGES_PATH } from '../../protocol/pullPages.ts';
import { PULL_REFERENCE_PATH } from '../../protocol/pullReference.ts';
import {
  PUSH_CARRIED_PATH,
  PUSH_PATH,
  pushRequestSchema,
  pushResponseSchema,
} from '../../protocol/push.ts';
import { audit } from '../audit/audit.ts';
import { demoBalances } from '../demonstration/demoBalances.ts';
import { demoCards } from '../demonstration/demoCards.ts';
import { placeHold } from '../holds/placeHold.ts';
import { exchangeLeases } from '../leases/exchangeLeases.ts';
import { voidHold } from '../holds/voidHold.ts';
import { push } from '../posting/push.ts';
import { pullAccounts } from '../pull/pullAccounts.ts';
import { pullPages } from '../pull/pullPages.ts';
import { pullReference, referenceSources } from '../pull/pullReference.ts';
import { pushCarried } from '../quarantine/pushCarried.ts';
import { exceptionRoutes } from './exceptionRoutes.ts';
import { pullInputSchema, route, type Route } from './route.ts';

const noInputSchema = z.object({});

function referenceRoutes(): Route[] {
  const { programmes, products, operators, settings } = referenceSources;
  const summary = 'Documents that changed since the checkpoint';
  const common = { method: 'GET', summary, request: pullInputSchema } as const;
  return [
    route({
      ...common,
      path: `${PULL_REFERENCE_PATH}programmes`,
      response: exchangeSchemas.pullProgrammes.response,
      handle: async (context, terminalId, query) =>
        ok(await pullReference(context, terminalId, programmes, query)),
    }),
    route({
      ...common,
      path: `${PULL_REFERENCE_PATH}products`,
      response: exchangeSchemas.pullProducts.response,
      handle: async (context, terminalId, query) =>
        ok(await pullReference(context, terminalId, products, query)),
    }),
    route({
      ...common,
      path: `${PULL_REFERENCE_PATH}operators`,
      response: exchangeSchemas.pullOperators.response,
      handle: async (context, terminalId, query) =>
        ok(await pullReference(context, terminalId, operators, query)),
    }),
    route({
      ...common,
      path: `${PULL_REFERENCE_PATH}settings`,
      response: exchangeSchemas.pullSettings.response,
      handle: async (context, terminalId, query) =>
        ok(await pullReference(context, terminalId, settings, query)),
    }),
  ];
}

function demonstrationRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: DEMO_CARDS_PATH,
      summary: 'Cards, products and operators of the demonstration',
      request: noInputSchema,
      response: demoCardsResponseSchema,
      demonstration: true,
      handle: async (context) => Promise.resolve(ok(demoCards(context.chain))),
    }),
    route({
      method: 'GET',
      path: DEMO_AUDIT_PATH,
      summary: 'The audit of the running demonstration',
      request: noInputSchema,
      response: auditReportSchema,
      demonstration: true,
      handle: async (context) => ok(await audit(context.sql)),
    }),
    route({
      method: 'GET',
      path: `${DEMO_BALANCES_PATH}:memberId`,
      summary: 'The balances of a member of the demonstration',
      request: z.object({ memberId: idSchema }),
      response: demoBalancesResponseSchema,
      demonstration: true,
      handle: (context, _terminalId, { memberId }) => demoBalances(context, memberId),
    }),
  ];
}

/** Every signed route but the stream. */
export const routes: readonly Route[] = [
  route({
    method: 'POST',
    path: PUSH_PATH,
    summary: 'Posts sealed transactions of the terminal, in order',
    request: exchangeSchemas.push.request,
    response: exchangeSchemas.push.response,
    revokedToo: true,
    handle: async (context, terminalId, { transactions }) =>
      ok(await push(context, terminalId, transactions)),
  }),
  route({
    method: 'POST',
    path: PUSH_CARRIED_PATH,
    summary: 'Posts what the journal of an earlier enrolment still holds, each by its own id',
    request: pushRequestSchema,
    response: pushResponseSchema,
    handle: async (context, terminalId, { transactions }) =>
      ok(await pushCarried(context, terminalId, transactions)),
  }),
  route({
    method: 'GET',
    path: PULL_PAGES_PATH,
    summary: 'Pages of all cards, for the first fill',
    request: pullInputSchema,
    response: exchangeSchemas.pullPages.response,
    handle: async (context, terminalId, query) => ok(await pullPages(context, terminalId, query)),
  }),
  route({
    method: 'GET',
    path: PULL_ACCOUNTS_PATH,
    summary: 'Cards whose member changed since the checkpoint',
    request: pullInputSchema,
    response: exchangeSchemas.pullAccounts.response,
    handle: async (context, terminalId, query) =>
      ok(await pullAccounts(context, terminalId, query)),
  }),
  ...referenceRoutes(),
  route({
    method: 'POST',
    path: HOLDS_PATH,
    summary: 'Places a hold on points for an online redemption',
    request: exchangeSchemas.placeHold.request,
    response: exchangeSchemas.placeHold.response,
    handle: placeHold,
  }),
  route({
    method: 'POST',
    path: HOLD_VOID_PATH,
    summary: 'Voids a pending hold',
    request: exchangeSchemas.voidHold.request,
    response: exchangeSchemas.voidHold.response,
    handle: voidHold,
  }),
  route({
    method: 'POST',
    path: LEASES_PATH,
    summary: 'Takes leases back, renews and grants them; answers with all of the terminal',
    request: exchangeSchemas.leases.request,
    response: exchangeSchemas.leases.response,
    handle: exchangeLeases,
  }),
  ...exceptionRoutes,
  ...demonstrationRoutes(),
];
