import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { CommonErrors } from '@dongbaejul/contracts';
import { Logger } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { UploadStorage } from './upload-storage';

export interface S3Options {
  endpoint: string | undefined;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Seconds. The client has asked twice by then. */
const RETRY_AFTER = 5;

/** Any store that speaks S3. One that is away, fails or is too busy is SERVICE_UNAVAILABLE, and logged. */
export class S3Storage extends UploadStorage {
  private readonly client: S3Client;
  private readonly bucket: string;
  private readonly logger = new Logger(S3Storage.name);

  constructor({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Options) {
    super();
    this.bucket = bucket;
    this.client = new S3Client({
      region,
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 15_000 },
      // Checksums in trailers are more than most compatible stores understand.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async put(key: string, file: string, contentType: string): Promise<void> {
    const { size } = await stat(file);
    const object = { Bucket: this.bucket, Key: key, ContentLength: size, ContentType: contentType };
    await this.asked(() => this.client.send(new PutObjectCommand({ ...object, Body: createReadStream(file) })));
  }

  async get(key: string): Promise<Readable | undefined> {
    try {
      const wanted = new GetObjectCommand({ Bucket: this.bucket, Key: key });
      const { Body } = await this.asked(() => this.client.send(wanted));
      return Body as Readable | undefined;
    } catch (error) {
      const isMissing = error instanceof NoSuchKey || (error as S3ServiceException).$metadata?.httpStatusCode === 404;
      if (isMissing) return undefined;
      throw error;
    }
  }

  async delete(key: string): Promise<void> {
    await this.asked(() => this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key })));
  }

  private async asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!mayHoldLater(error as S3ServiceException)) throw error;
      this.logger.error({ msg: 'the store of uploads does not answer', reason: (error as Error).message });
      throw CommonErrors.SERVICE_UNAVAILABLE({ retry_after: RETRY_AFTER }, { cause: error });
    }
  }

  close(): void {
    this.client.destroy();
  }
}

/** Without a status nobody answered. What else is refused (a key, a bucket) stays refused until somebody changes it. */
const mayHoldLater = ({ $metadata }: Partial<S3ServiceException>): boolean => {
  const status = $metadata?.httpStatusCode;
  return status === undefined || status === 429 || status >= 500;
};
