import type { Readable } from 'node:stream';

/** What the stand-in answers; a body is a text or a stream of known length. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | { readonly bytes: number; open(): Readable };
}

/** Codes of BkRepo's refusals and their status, read in its source (bk-repo 2d586d7f). */
const refusals = {
  denied: [403, 250113, 'Access denied'],
  login: [401, 250114, 'Authentication failed'],
  parameter: [400, 250103, 'Parameter invalid'],
  digest: [400, 251003, 'Digest check failed'],
  noProject: [400, 251004, 'Project not found'],
  projectExists: [400, 251005, 'Project existed'],
  noRepository: [400, 251006, 'Repository not found'],
  repositoryExists: [400, 251007, 'Repository existed'],
  missing: [400, 251010, 'Node not found'],
  nodeExists: [400, 251012, 'Node existed'],
  conflict: [400, 251013, 'Node conflict'],
  noBytes: [404, 251024, 'Node resource not found'],
  quota: [400, 251025, 'Repository over quota'],
} as const satisfies Record<string, readonly [number, number, string]>;

/** A refusal on its way to the client. */
export class Refusal extends Error {
  readonly reply: Reply;
  /** `status`: another than usual; the generic API says 404 for what is missing. */
  constructor(name: keyof typeof refusals, status?: number) {
    const [usual, code, message] = refusals[name];
    super(message);
    this.reply = json(status ?? usual, { code, message, data: null, traceId: '' });
  }
}

/** A good answer. */
export const success = (data: unknown): Reply => json(200, { code: 0, message: null, data, traceId: '' });

export function json(status: number, value: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: Buffer.from(JSON.stringify(value)),
  };
}
