const LOCAL = ['127.0.0.1', 'localhost', '::1'];

/**
 * Lets plain Node reach a ledger through the proxy that HTTPS_PROXY names (Node.js, "NODE_USE_ENV_PROXY"), but never what
 * runs on this computer.
 */
export function networkEnvironment(): Record<string, string> {
  const excepted = process.env['NO_PROXY'] ?? process.env['no_proxy'] ?? '';
  const noProxy = [...excepted.split(',').filter((name) => name !== ''), ...LOCAL].join(',');
  return { NODE_USE_ENV_PROXY: '1', NO_PROXY: noProxy, no_proxy: noProxy };
}
