import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { CosEndpoint } from '../../../src/config/config.js';
import { Secret } from '../../../src/core/secret.js';
import type { Progress } from '../../../src/sandbox/cache.js';
import { removeFolder, spawnTied, temporaryFolder } from '../../../src/sandbox/lifetime.js';
import { createTiedProcess, onFreePort } from '../../../src/sandbox/tied-process.js';
import { provisionVersitygw } from './provision/versitygw.js';

/** A disposable S3 server of this process on the loopback address; everything about it vanishes when the process ends. */
export interface VersitygwServer {
  /** e.g. http://127.0.0.1:41234 */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** An account that may do nothing with any bucket. */
  readonly stranger: { readonly accessKey: string; readonly secretKey: string };
  /** Where its buckets lie, a folder each, an object a file. */
  readonly dataFolder: string;
  /** Process id of the running server; 0 while it is stopped. */
  readonly pid: number;
  makeBucket(bucket: string): Promise<void>;
  /** A bucket as the product's config would hold it. */
  endpointOf(bucket: string): CosEndpoint;
  /** Shuts down cleanly and keeps the data for a later start(). */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; keeps the data for a later start(). */
  kill(): Promise<void>;
  /** Starts again on the same port and data. */
  start(): Promise<void>;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

export interface VersitygwOptions {
  /** Buckets may stand in front of this name, too: `bucket.name`. */
  readonly virtualDomain?: string;
  /** PEM files: the server speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly onProgress?: Progress;
}

const region = 'sandbox-1';

/** Starts a private versitygw on a temporary folder, provisioned when it is not there yet. */
export async function startVersitygw({
  virtualDomain,
  tls,
  onProgress = () => undefined,
}: VersitygwOptions = {}): Promise<VersitygwServer> {
  const program = await provisionVersitygw(onProgress);
  const folder = temporaryFolder('versitygw');
  const dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
  const logFile = join(folder, 'server.log');
  const accessKey = `sandbox${randomBytes(6).toString('hex')}`;
  const secretKey = randomBytes(24).toString('base64url');
  const stranger = { accessKey: 'stranger', secretKey: randomBytes(24).toString('base64url') };
  await mkdir(join(folder, 'accounts'));
  await writeFile(
    join(folder, 'accounts', 'users.json'),
    JSON.stringify({
      accessAccounts: {
        [stranger.accessKey]: { access: stranger.accessKey, secret: stranger.secretKey, role: 'user' },
      },
    }),
    { mode: 0o600 },
  );
  const startOn = async (port: number) => {
    const server = createTiedProcess({
      name: 'versitygw',
      launch: () =>
        spawnTied(
          program,
          [
            `--port=127.0.0.1:${port}`,
            `--region=${region}`,
            '--quiet',
            '--keep-alive',
            `--iam-dir=${join(folder, 'accounts')}`,
            ...(virtualDomain === undefined ? [] : [`--virtual-domain=${virtualDomain}`]),
            ...(tls === undefined ? [] : [`--cert=${tls.cert}`, `--key=${tls.key}`]),
            'posix',
            dataFolder,
          ],
          { logFile, env: { ...process.env, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey } },
        ),
      ask: () => connects(port),
      logFile,
    });
    await server.start();
    return { server, endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${port}` };
  };
  const { server, endpoint } = await onFreePort(startOn).catch((error: unknown) => {
    removeFolder(folder);
    throw error;
  });
  return {
    endpoint,
    region,
    accessKey,
    secretKey,
    stranger,
    dataFolder,
    get pid() {
      return server.pid;
    },
    // A folder is a bucket of the root account.
    makeBucket: async (bucket) => {
      await mkdir(join(dataFolder, bucket));
    },
    endpointOf: (bucket) => ({
      type: 'cos',
      endpoint,
      bucket,
      region,
      secretId: accessKey,
      secretKey: new Secret(secretKey),
      signature: 'v4',
      pathStyle: true,
    }),
    stop: () => server.end('SIGTERM'),
    kill: () => server.end('SIGKILL'),
    start: server.start,
    remove: async () => {
      await server.end('SIGKILL');
      removeFolder(folder);
    },
  };
}

function connects(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
