/** Takes one large row in pieces. Must not throw; a piece is valid during the call. */
export interface LargeRow {
  bytes(piece: Buffer): void;
  /** The row is complete; what follows belongs to the next one. */
  end(): void;
}

interface PacketReaderOptions {
  /** The driver's own parser: gets all other packets, in order. */
  readonly passOn: (bytes: Buffer) => void;
  /** Who takes the large rows of the running statement; undefined: they are passed on as well. */
  readonly largeRow: () => LargeRow | undefined;
  /** While true no large row is begun or gone on with. */
  readonly isPaused: () => boolean;
  /** Called for each packet of a large row: the protocol numbers them. */
  readonly onPacket: () => void;
  /** Smaller ones are for tests. */
  readonly lengths?: typeof protocolLengths;
}

const headerBytes = 4;
const protocolLengths = {
  /** Packets from this length on are large. Smaller rows are handled whole, which costs less time. */
  large: 1024 * 1024,
  /** A packet of this length is continued in the next one. */
  full: 0xffffff,
};

/**
 * Stands before the driver's parser and takes large rows out of the stream, which the parser would put together in memory two
 * or three times over. It must begin between two packets.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html
 */
export function createPacketReader({
  passOn,
  largeRow,
  isPaused,
  onPacket,
  lengths = protocolLengths,
}: PacketReaderOptions): {
  read(chunk: Buffer): void;
  /** Goes on after a pause. */
  proceed(): void;
} {
  /** Not read yet: a header that is not complete, or what came with a large row before a pause. */
  let waiting: Buffer | null = null;
  /** Bytes of the current packet that are still to come. */
  let left = 0;
  let row: LargeRow | null = null;
  let rowGoesOn = false;
  let reading = false;

  function packetLength(bytes: Buffer, at: number): number {
    return (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
  }

  /** Where the bytes to be passed on end: before a large row or a header that is not complete. */
  function passedEnd(bytes: Buffer, at: number): number {
    const end = bytes.length;
    if (left >= end - at) {
      left -= end - at;
      return end;
    }
    let position = at + left;
    left = 0;
    while (end - position >= headerBytes) {
      const length = packetLength(bytes, position);
      if (length >= lengths.large && largeRow()) break;
      const next = position + headerBytes + length;
      if (next > end) {
        left = next - end;
        return end;
      }
      position = next;
    }
    return position;
  }

  function readHeader(bytes: Buffer, at: number): void {
    left = packetLength(bytes, at);
    rowGoesOn = left === lengths.full;
    onPacket();
  }

  /** Gives what cannot be read yet. */
  function readAll(bytes: Buffer): Buffer | null {
    let at = 0;
    for (;;) {
      if (row === null) {
        const end = passedEnd(bytes, at);
        if (end > at) passOn(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end));
        at = end;
        if (bytes.length - at < headerBytes || isPaused()) break;
        row = largeRow() ?? null;
        if (row === null) continue;
        readHeader(bytes, at);
        at += headerBytes;
      }
      const end = Math.min(bytes.length, at + left);
      if (end > at) {
        if (isPaused()) break;
        row.bytes(bytes.subarray(at, end));
      }
      left -= end - at;
      at = end;
      if (left > 0) break;
      if (rowGoesOn) {
        if (bytes.length - at < headerBytes) break;
        readHeader(bytes, at);
        at += headerBytes;
      } else {
        row.end();
        row = null;
      }
    }
    return at < bytes.length ? bytes.subarray(at) : null;
  }

  function proceed(): void {
    // A row's failure resumes the reading from within.
    if (reading || waiting === null) return;
    reading = true;
    const bytes = waiting;
    waiting = null;
    try {
      waiting = readAll(bytes);
    } finally {
      reading = false;
    }
  }

  return {
    read(chunk) {
      waiting = waiting === null ? chunk : Buffer.concat([waiting, chunk]);
      proceed();
    },
    proceed,
  };
}
