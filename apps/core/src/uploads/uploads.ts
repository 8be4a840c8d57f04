import type { UploadedFile, UploadHolder } from '@dongbaejul/contracts';
import { type Audience, type Identity, UploadAddresses } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { isVisibleTo } from '../posts/post-rules';
import { PostsRepository } from '../posts/posts.repository';
import { FileType, isPicture } from './file-type';
import { opensNow } from './upload-rules';
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
   * Hangs uploads on something, in the transaction that makes or changes it. What hangs there already stays. What a
   * member is to wear is let go again unless auth tells that it is worn (WornPictures).
   * @throws UPLOAD_NOT_YOURS_TO_USE for what is another person's, hangs elsewhere, or is gone; UPLOAD_NOT_A_PICTURE
   */
  async claim(
    session: ClientSession,
    ids: readonly string[],
    ownerId: string,
    hold: UploadHold,
  ): Promise<UploadedFile[]> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return [];
    await this.uploads.claim(session, wanted, ownerId, hold, hold.type === 'member');
    const known = await this.uploads.findAll(wanted, session);
    const foreign = wanted.filter((id) => !hangsOn(known.get(id), hold));
    if (foreign.length > 0) throw UploadErrors.UPLOAD_NOT_YOURS_TO_USE({ upload_ids: foreign });
    const rows = ids.map((id) => known.get(id) as Upload);
    if (hold.type === 'member' && !rows.every(({ content_type: type }) => isPicture(type as FileType))) {
      throw UploadErrors.UPLOAD_NOT_A_PICTURE();
    }
    return rows.map((row) => this.present(row, 'members'));
  }

  /** Takes off a thing, in the transaction that changes or deletes it, what it has no more. */
  release(session: ClientSession, attachments: readonly string[], hold: UploadHold): Promise<void> {
    return this.uploads.release(session, uploadIdsIn(attachments), hold);
  }

  /**
   * Those of a thing's attachments that are uploads, as files with fresh addresses, by id.
   * @param audience who sees the thing
   */
  async filesOf(attachments: readonly string[], audience: Audience): Promise<Map<string, UploadedFile>> {
    const rows = await this.uploads.findAll([...new Set(uploadIdsIn(attachments))]);
    const present = (id: string): UploadedFile => this.present(rows.get(id) as Upload, audience);
    // In the order of the attachments.
    return new Map(attachments.flatMap((id) => (rows.has(id) ? [[id, present(id)]] : [])));
  }

  present(row: Upload, audience: Audience): UploadedFile {
    const id = String(row._id);
    return {
      id,
      url: this.addresses.of(id, 'original', audience),
      thumbnail_url: row.has_thumbnail ? this.addresses.of(id, 'thumbnail', audience) : null,
      content_type: row.content_type,
      size: row.size,
      width: row.width,
      height: row.height,
      name: row.name,
    };
  }

  /** Whether an address that was given to this audience opens the file still. */
  async isOpenTo(audience: Audience, { hangs_on: hold }: Upload): Promise<boolean> {
    const post = hold?.type === 'post' ? await this.posts.find(hold.id) : null;
    return opensNow(audience, hold?.type ?? null, post);
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
