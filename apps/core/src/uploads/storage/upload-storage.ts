import type { Readable } from 'node:stream';

/** Where the bytes of uploads are kept. Keys are ours: `<id>` and `<id>.thumbnail`. */
export abstract class UploadStorage {
  /** Stores a file of this machine; the same key again replaces it. */
  abstract put(key: string, file: string, contentType: string): Promise<void>;

  /** @returns the bytes as a stream, or undefined when there are none */
  abstract get(key: string): Promise<Readable | undefined>;

  /** Deleting what is not there is fine. */
  abstract delete(key: string): Promise<void>;
}
