import { Injectable } from '@nestjs/common';
import { BandSyncConfig } from '../config';
import { openAnswer, readOrFail } from './band-answer';
import { BandHttp } from './band-http';
import { bandCalls } from './band.metrics';
import type {
  Band,
  BandAlbum,
  BandComment,
  BandCursor,
  BandPage,
  BandPermission,
  BandPhoto,
  BandPost,
  BandProfile,
} from './band.types';
import {
  object,
  readAlbum,
  readBands,
  readComment,
  readPage,
  readPermissions,
  readPhoto,
  readPost,
  readPostKey,
  readProfile,
} from './readers';
import { Retrying } from './retrying';

export const BAND_LOCALE = 'ko_KR';

/** In whose name BAND is asked, and until when the caller wants the answer. */
export interface BandAccess {
  /** The token in force now; it may change between calls when it is renewed. */
  token(): string;
  signal?: AbortSignal;
}

/**
 * BAND's Open API, one method per endpoint. Each call is retried by the rules of retry-policy.ts; what then fails is thrown as
 * BandFailure. A further endpoint is a path, its parameters and a reader.
 */
@Injectable()
export class BandClient {
  constructor(
    private readonly config: BandSyncConfig,
    private readonly http: BandHttp,
    private readonly retrying: Retrying,
  ) {}

  profile(access: BandAccess): Promise<BandProfile> {
    return this.call(access, '/v2/profile', {}, readProfile);
  }

  bands(access: BandAccess): Promise<Band[]> {
    return this.call(access, '/v2.1/bands', {}, readBands);
  }

  /** Which of these the account may do in the band. */
  permissions(access: BandAccess, asked: readonly BandPermission[]): Promise<BandPermission[]> {
    const params = { band_key: this.config.BAND_KEY, permissions: asked.join(',') };
    return this.call(access, '/v2/band/permissions', params, (data) => readPermissions(data, asked));
  }

  /** The band's posts, the last modified first. */
  posts(access: BandAccess, cursor: BandCursor | null, limit: number): Promise<BandPage<BandPost>> {
    // BAND leaves the locale out of its cursors and refuses the call without it.
    const params = { limit: String(limit), ...cursor, band_key: this.config.BAND_KEY, locale: BAND_LOCALE };
    return this.call(access, '/v2/band/posts', params, (data) => readPage(data, readPost));
  }

  /** One post; a post that is gone is a `parameters` failure. */
  post(access: BandAccess, postKey: string): Promise<BandPost> {
    const params = { band_key: this.config.BAND_KEY, post_key: postKey };
    return this.call(access, '/v2.1/band/post', params, (data) => readPost(object(data, 'result_data').post));
  }

  /** A post's comments, the oldest first. */
  comments(access: BandAccess, postKey: string, cursor: BandCursor | null): Promise<BandPage<BandComment>> {
    const own = { band_key: this.config.BAND_KEY, post_key: postKey, sort: '+created_at', locale: BAND_LOCALE };
    return this.call(access, '/v2/band/post/comments', { limit: '100', ...cursor, ...own }, (data) =>
      readPage(data, (item) => readComment(item, postKey)),
    );
  }

  albums(access: BandAccess, cursor: BandCursor | null): Promise<BandPage<BandAlbum>> {
    const params = { limit: '100', ...cursor, band_key: this.config.BAND_KEY, locale: BAND_LOCALE };
    return this.call(access, '/v2/band/albums', params, (data) => readPage(data, readAlbum));
  }

  /** An album's photos; an album that is gone is a `parameters` failure. */
  photos(access: BandAccess, albumKey: string, cursor: BandCursor | null): Promise<BandPage<BandPhoto>> {
    const own = { band_key: this.config.BAND_KEY, photo_album_key: albumKey, locale: BAND_LOCALE };
    return this.call(access, '/v2/band/album/photos', { limit: '100', ...cursor, ...own }, (data) =>
      readPage(data, readPhoto),
    );
  }

  /**
   * Writes a post in the account's name. Tried once: whoever calls has to look whether it is there before trying again.
   * @returns its key
   */
  createPost(access: BandAccess, content: string, push: boolean): Promise<string> {
    const form = { band_key: this.config.BAND_KEY, content, do_push: String(push) };
    return this.once(access, '/v2.2/band/post/create', {}, readPostKey, form);
  }

  private call<T>(
    access: BandAccess,
    endpoint: string,
    params: Record<string, string>,
    read: (data: unknown) => T,
  ): Promise<T> {
    return this.retrying.run(() => this.once(access, endpoint, params, read), access.signal);
  }

  private async once<T>(
    access: BandAccess,
    endpoint: string,
    params: Record<string, string>,
    read: (data: unknown) => T,
    form?: Record<string, string>,
  ): Promise<T> {
    const answer = await this.http.send({
      endpoint,
      baseUrl: this.config.BAND_API_URL,
      params: { ...params, access_token: access.token() },
      form,
      signal: access.signal,
    });
    const { result, data, failure } = openAnswer(endpoint, answer);
    bandCalls.inc({ endpoint, result });
    if (failure) throw failure;
    return readOrFail(endpoint, data, read);
  }
}
