import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

/** An XLSX of 2,000 people has about a dozen parts and a megabyte of XML. */
const MOST_PARTS = 500;
const LARGEST_PART = 8 * 1024 * 1024;

/** Reads single parts of a ZIP archive, each bounded by what it really unpacks to: a bomb ends at 8 MB. */
export class ZipParts {
  private constructor(
    private readonly zip: ZipFile,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws for what is no archive */
  static async open(bytes: Buffer): Promise<ZipParts> {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      fromBuffer(bytes, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, opened) =>
        error ? reject(error) : resolve(opened),
      );
    });
    if (zip.entryCount > MOST_PARTS) throw new Error('too many parts');
    const entries = new Map<string, Entry>();
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => {
        entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.once('end', () => resolve());
      zip.once('error', reject);
      zip.readEntry();
    });
    return new ZipParts(zip, entries);
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** @throws for a part that is not there, is encrypted, or unpacks to more than 8 MB */
  async text(name: string): Promise<string> {
    const entry = this.entries.get(name);
    if (!entry) throw new Error(`no part ${name}`);
    if (entry.uncompressedSize > LARGEST_PART) throw new Error('a part is too large');
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      this.zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      // What an archive says of its sizes is not to be believed.
      if (size > LARGEST_PART) throw new Error('a part is too large');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}
