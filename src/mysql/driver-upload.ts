import { type DriverCommand, outgoing, packetHeader } from './driver.js';

/**
 * How far the reader may be ahead of the socket. More than the socket's own idea of full, at which the loading server would
 * run dry each time before the reader is awake again: two processes hand rows to each other through us.
 */
const fullAtBytes = 1024 * 1024;
const againAtBytes = 512 * 1024;

/** Where the text of one LOAD DATA LOCAL INFILE goes. */
export interface LoadSink {
  /**
   * Sends a packet with `packetHeader` free bytes at its front, under 16 MB; `sent` is called when its memory is free again.
   * False: the socket is full, wait for `onDrain`.
   */
  write(packet: Buffer, sent: () => void): boolean;
  /** Ends the text. The statement's promise then gives the server's answer. */
  end(): void;
  /** Called when a full socket has room again. */
  onDrain: () => void;
}

/**
 * Takes the place of mysql2's own upload, which ends every connection's text with one shared packet: when two connections
 * end at about the same time and the first socket is full, the second one's number is sent on both, and the first server
 * waits for ever. `accept` is told the name that the server asks for; what it throws cuts the connection.
 */
export function hookUpload(command: DriverCommand, accept: (name: string) => (sink: LoadSink) => void): void {
  command._streamLocalInfile = function (this: DriverCommand, connection, name) {
    const open = accept(name);
    const { stream } = connection;
    let waiting = 0;
    let full = false;
    const sink: LoadSink = {
      onDrain: () => undefined,
      write(packet, sent) {
        // As writePacket does, but with word of when the memory can be used again.
        outgoing(packet).writeHeader(connection.sequenceId);
        connection._bumpSequenceId(1);
        waiting += packet.length;
        full ||= waiting > fullAtBytes;
        stream.write(packet, () => {
          waiting -= packet.length;
          sent();
          if (!full || waiting > againAtBytes) return;
          full = false;
          sink.onDrain();
        });
        return !full;
      },
      end: () => connection.writePacket(outgoing(Buffer.alloc(packetHeader))),
    };
    // The command has to be in its next state before anything is answered.
    queueMicrotask(() => open(sink));
    return this.infileOk;
  };
}
