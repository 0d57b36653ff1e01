/** GET, open: the process runs. */
export const HEALTH_PATH = '/health';

/** GET, open: the database answers and its migrations are applied; 503 otherwise. */
export const READY_PATH = '/ready';

/** GET, open: the OpenAPI 3.1 description, made from the schemas in this folder. */
export const OPENAPI_PATH = '/openapi.json';
