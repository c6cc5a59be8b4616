export { type BkRepoOptions, type BkRepoServer, startBkRepo } from './bkrepo/server.js';
export { provisionVersitygw } from './provision.js';
export { startVersitygw, type VersitygwOptions, type VersitygwServer } from './versitygw.js';
