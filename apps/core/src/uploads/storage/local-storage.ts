import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { UploadStorage } from './upload-storage';
import { writingInto } from './writing-into';

/** A folder that all replicas share. */
export class LocalStorage extends UploadStorage {
  constructor(private readonly folder: string) {
    super();
  }

  /** Nobody ever sees half a file: it gets its name when it is whole. */
  put(key: string, file: string): Promise<void> {
    return writingInto(this.folder, () => this.write(key, file));
  }

  private async write(key: string, file: string): Promise<void> {
    const target = this.fileOf(key);
    await mkdir(path.dirname(target), { recursive: true });
    const partial = `${target}.${randomUUID()}.partial`;
    try {
      await copyFile(file, partial);
      await rename(partial, target);
    } finally {
      await rm(partial, { force: true });
    }
  }

  async get(key: string): Promise<Readable | undefined> {
    try {
      return (await open(this.fileOf(key))).createReadStream();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await rm(this.fileOf(key), { force: true });
  }

  /** The last two letters of an id differ most: no folder gets too many files. */
  private fileOf(key: string): string {
    return path.join(this.folder, key.slice(22, 24), key);
  }
}
