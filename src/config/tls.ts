import { readFile } from 'node:fs/promises';
import { RefusedError } from '../core/refused.js';
import type { TlsOptions } from './config.js';

/** An endpoint's TLS settings as Node takes them, its files read. Throws RefusedError for a file that cannot be. */
export async function tlsSettings(tls: TlsOptions | undefined): Promise<Record<string, unknown>> {
  if (tls === undefined) return {};
  const [ca, cert, key] = await Promise.all([
    readPem('ca', tls.ca),
    readPem('cert', tls.cert),
    readPem('key', tls.key),
  ]);
  return {
    rejectUnauthorized: tls.verify,
    ca,
    cert,
    key,
  };
}

async function readPem(setting: string, path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw new RefusedError(
      `tls.${setting}: the file cannot be read (${(error as NodeJS.ErrnoException).code})`,
      {
        where: { file: path, key: `tls.${setting}` },
        remedy: 'Correct the path or the permissions of the file.',
      },
    );
  }
}
