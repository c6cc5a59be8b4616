import type { RowPacket } from '../../../mysql/driver.js';

/** A statement's worth of rows. */
export interface Batch {
  /** With `packetHeader` bytes free at its front. */
  readonly packet: Buffer;
  readonly rows: number;
}

/** Collects rows into one batch after the other. */
export interface BatchBuilder {
  /** False: the row does not fit any more; take the batch first, then add it again. A single row always fits. */
  add(packet: RowPacket): boolean;
  /** The batch so far; null when it holds no row. The next `add` starts a new one. */
  take(): Batch | null;
  /** Gives a sent packet's memory back. */
  release(packet: Buffer): void;
}

/** A packet of exactly this length (or a multiple) needs an empty one after it, which mysql2 does not send. */
export const wirePacketLimit = 0xffffff;

const spareBatches = 8;

/** Memory of sent batches for the next ones; that of an unusually large row is not kept. */
export function createSpareMemory(usualBytes: number): {
  readonly allocate: (bytes: number) => Buffer;
  readonly release: (packet: Buffer) => void;
} {
  const spare: Buffer[] = [];
  return {
    allocate(bytes) {
      const reused = spare.pop();
      return reused && reused.length >= bytes ? reused : Buffer.allocUnsafeSlow(bytes);
    },
    release(packet) {
      if (packet.buffer.byteLength <= 2 * usualBytes && spare.length < spareBatches)
        spare.push(Buffer.from(packet.buffer));
    },
  };
}
