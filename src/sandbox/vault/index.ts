export { fallbackVersion, startFallbackVault } from './fallback/server.js';
export { findVault, provisionVault, type VaultBinary } from './provision.js';
export { startVault, type VaultOptions, type VaultServer } from './server.js';
