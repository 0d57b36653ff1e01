/** GET, open: the process runs. */
export const HEALTH_PATH = '/health';

/** GET, open: the database answers and its migrations are applied; 503 otherwise. */
export const READY_PATH = '/ready';

/** GET, open: the OpenAPI 3.1 description, made from the schemas in this folder. */
export const OPENAPI_PATH = '/openapi.json';

/** GET, open to the ledger's own machine, else by a token of the back office: numbers for Prometheus, nothing personal. */
export const METRICS_PATH = '/metrics';
