import type { VaultBinary } from './provision.js';

/** The configuration file of a released server: loopback only, no TLS, data in `data`. */
export function serverConfig(product: VaultBinary['product'], port: number, data: string): string {
  return [
    storage(product, port, data),
    // Port 0: the cluster's own listener is not needed, and a fixed one could be taken.
    `listener "tcp" {\n  address = "127.0.0.1:${port}"\n  cluster_address = "127.0.0.1:0"\n  tls_disable = true\n}`,
    `api_addr = "http://127.0.0.1:${port}"`,
    'log_level = "warn"',
    // OpenBao has no memory lock and warns of the setting.
    ...(product === 'vault' ? ['disable_mlock = true'] : []),
    '',
  ].join('\n');
}

/** OpenBao has no file storage any more (2.7), and Vault answers sooner with it than with Raft. */
function storage(product: VaultBinary['product'], port: number, data: string): string {
  if (product === 'vault') return `storage "file" { path = "${data}" }`;
  return [
    // Its own address, never dialled: the cluster has one member. The default multiplier takes 8 s to elect it, 1 takes 1 s.
    `cluster_addr = "https://127.0.0.1:${port}"`,
    `storage "raft" {\n  path = "${data}"\n  node_id = "sandbox"\n  performance_multiplier = "1"\n}`,
  ].join('\n');
}
