import type { UploadedFile, UploadHolder } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { isVisibleTo } from '../posts/post-rules';
import { PostsRepository } from '../posts/posts.repository';
import { UploadAddresses } from './upload-address';
import type { Upload } from './upload.schema';
import { UploadErrors } from './uploads.errors';
import { UploadHold, UploadsRepository } from './uploads.repository';

const UPLOAD_ID = /^[0-9a-f]{24}$/;

/** What the rest of core asks of uploads. */
@Injectable()
export class Uploads {
  constructor(
    private readonly uploads: UploadsRepository,
    private readonly posts: PostsRepository,
    private readonly addresses: UploadAddresses,
  ) {}

  /**
   * Hangs uploads on something, in the transaction that makes or changes it. What hangs there already stays.
   * @throws UPLOAD_NOT_YOURS_TO_USE for what is another person's, hangs elsewhere, or is gone
   */
  async claim(
    session: ClientSession,
    ids: readonly string[],
    ownerId: string,
    hold: UploadHold,
  ): Promise<UploadedFile[]> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return [];
    await this.uploads.claim(session, wanted, ownerId, hold);
    const known = await this.uploads.findAll(wanted, session);
    const foreign = wanted.filter((id) => !hangsOn(known.get(id), hold));
    if (foreign.length > 0) throw UploadErrors.UPLOAD_NOT_YOURS_TO_USE({ upload_ids: foreign });
    return ids.map((id) => this.present(known.get(id) as Upload));
  }

  /** Those of a thing's attachments that are uploads, as files with fresh addresses, by id. */
  async filesOf(attachments: readonly string[]): Promise<Map<string, UploadedFile>> {
    const rows = await this.uploads.findAll([...new Set(uploadIdsIn(attachments))]);
    // In the order of the attachments.
    return new Map(attachments.flatMap((id) => (rows.has(id) ? [[id, this.present(rows.get(id) as Upload)]] : [])));
  }

  present(row: Upload): UploadedFile {
    const id = String(row._id);
    return {
      id,
      url: this.addresses.of(id, 'original'),
      thumbnail_url: row.has_thumbnail ? this.addresses.of(id, 'thumbnail') : null,
      content_type: row.content_type,
      size: row.size,
      width: row.width,
      height: row.height,
      name: row.name,
    };
  }

  /** One's own, and what hangs on something that one may see. Messages are chat's to show: by address only. */
  async maySee(who: Identity, upload: Upload): Promise<boolean> {
    if (upload.owner_id === who.userId) return true;
    if (!upload.hangs_on || who.roles.length === 0) return false;
    const { type, id } = upload.hangs_on;
    if (type !== 'post') return OPEN_TO_MEMBERS.includes(type);
    const post = await this.posts.find(id);
    return post !== null && isVisibleTo(post, who);
  }
}

const OPEN_TO_MEMBERS: readonly UploadHolder[] = ['member', 'game', 'meeting'];

/** Attachments may be addresses and names as well. */
export const uploadIdsIn = (attachments: readonly string[]): string[] =>
  attachments.filter((attachment) => UPLOAD_ID.test(attachment));

const hangsOn = (upload: Upload | undefined, hold: UploadHold): boolean =>
  upload?.hangs_on?.type === hold.type && upload.hangs_on.id === hold.id;
