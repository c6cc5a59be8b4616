import type { Finding } from '../../core/finding.js';
import type { VaultError } from '../errors.js';

export type VaultRole = 'source' | 'target';

/** Makes findings about one of the two servers. */
export type Report = (
  severity: Finding['severity'],
  code: string,
  said: Omit<Finding, 'severity' | 'subject' | 'code'>,
) => void;

/** A failed step as a finding. Every blocker has a remedy; `fallback` stands in where the error has none. */
export function blockerOf(
  code: string,
  error: VaultError,
  fallback = 'See the log of the server.',
): Parameters<Report> {
  const { message: title, remedy } = error;
  return ['blocker', code, { title, remedy: remedy?.text ?? fallback, params: vaultParams(error) }];
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
