import type { Finding } from '../../core/finding.js';
import type { VaultError } from '../errors.js';

export type VaultRole = 'source' | 'target';

/** Makes findings about one of the two servers. */
export type Report = (finding: Omit<Finding, 'subject'>) => void;

/** A failed step as a finding. Every blocker has a remedy; `fallback` stands in where the error has none. */
export function blockerOf(
  code: string,
  error: VaultError,
  fallback = 'See the log of the server.',
): Omit<Finding, 'subject'> {
  return {
    code,
    severity: 'blocker',
    title: error.message,
    remedy: error.remedy ?? fallback,
    params: vaultParams(error),
  };
}

/** What an error of a Vault says, in values. Holds no secret, like its message. */
export function vaultParams(error: VaultError): NonNullable<Finding['params']> {
  return {
    kind: error.kind,
    errorCode: error.networkCode ?? null,
    status: error.status,
    message: error.message,
  };
}
