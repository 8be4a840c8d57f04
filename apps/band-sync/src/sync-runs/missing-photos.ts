import { Injectable, Logger } from '@nestjs/common';
import type { Types } from 'mongoose';
import { BandClient } from '../band-client/band-client';
import { isBandFailure } from '../band-client/band-failure';
import { pages } from '../band-client/paging';
import type { Album } from '../photos/album.schema';
import { albumGone, PhotoChange, photoGone } from '../photos/photo-changes';
import { PhotoMirrorRepository } from '../photos/photo-mirror.repository';
import type { Photo } from '../photos/photo.schema';
import type { StepContext } from './posts-step';
import { SURVIVORS_UNTIL_DOUBT } from './posts-step';

const BATCH = 200;

/** What a list of albums or photos that was read to its end did not show: is it gone, or was the list not whole? */
@Injectable()
export class MissingPhotos {
  private readonly logger = new Logger(MissingPhotos.name);

  constructor(
    private readonly band: BandClient,
    private readonly mirror: PhotoMirrorRepository,
  ) {}

  /** Each album is asked for by itself before it counts as gone, with its photos. */
  async albums(context: StepContext): Promise<PhotoChange[]> {
    const { progress, signal } = context;
    const changes: PhotoChange[] = [];
    let survivors = 0;
    for (let after = ''; ;) {
      const living = await this.mirror.livingAlbums(after, BATCH);
      for (const album of living.filter(({ key }) => !progress.hasSeen('albums', key))) {
        signal.throwIfAborted();
        if (await this.isGone(context, album.key)) {
          const photos = await this.living(album._id);
          changes.push(albumGone(album), ...photos.map(photoGone));
        } else survivors += 1;
        if (survivors < SURVIVORS_UNTIL_DOUBT) continue;
        this.doubt(context, 'albums', {});
        return changes;
      }
      if (living.length < BATCH) break;
      after = living.at(-1)?.key ?? '';
    }
    if (survivors > 0) this.doubt(context, 'albums', { survivors });
    return changes;
  }

  /**
   * BAND cannot be asked for one photo: so the album's list is read once more. Gone is what neither reading showed, when
   * the second showed nothing else that was missing, and as many as BAND itself counts, before and after: a list that
   * BAND cuts short each time has fewer.
   */
  async photos(context: StepContext, album: Album): Promise<PhotoChange[]> {
    const living = await this.living(album._id);
    const missing = living.filter(({ key }) => !context.progress.hasSeen('photos', key));
    if (missing.length === 0) return [];
    const before = await this.countOf(context, album.key);
    const again = await this.keysOf(context, album.key);
    const counts = [before, await this.countOf(context, album.key)];
    const isBack = missing.some(({ key }) => again.has(key));
    if (!isBack && counts.every((count) => count === again.size)) return missing.map(photoGone);
    this.doubt(context, 'photos', { album: album.key, missing: missing.length });
    return [];
  }

  private doubt({ progress }: StepContext, list: 'albums' | 'photos', facts: object): void {
    this.logger.warn({
      msg: 'a list of BAND’s was not whole; what is missing is left for the next run',
      list,
      ...facts,
    });
    progress.doubt(list);
  }

  /** BAND has no code for "no such album": it calls the key a wrong parameter. */
  private async isGone({ session }: StepContext, albumKey: string): Promise<boolean> {
    try {
      await session.call((access) => this.band.photos(access, albumKey, null));
      return false;
    } catch (error) {
      if (isBandFailure(error) && error.kind === 'parameters') return true;
      throw error;
    }
  }

  private async keysOf({ session, signal }: StepContext, albumKey: string): Promise<Set<string>> {
    const keys = new Set<string>();
    const list = pages('/v2/band/album/photos', (cursor) =>
      session.call((access) => this.band.photos(access, albumKey, cursor)),
    );
    for await (const { items } of list) {
      signal.throwIfAborted();
      items.forEach(({ photoKey }) => keys.add(photoKey));
    }
    return keys;
  }

  /** As BAND's list of albums says; null for an album that it does not show, and where it does not say. */
  private async countOf({ session }: StepContext, albumKey: string): Promise<number | null> {
    const list = pages('/v2/band/albums', (cursor) => session.call((access) => this.band.albums(access, cursor)));
    for await (const { items } of list) {
      const album = items.find((one) => one.albumKey === albumKey);
      if (album) return album.photoCount;
    }
    return null;
  }

  private async living(albumId: Types.ObjectId): Promise<Photo[]> {
    const photos: Photo[] = [];
    for (let after: Types.ObjectId | null = null; ;) {
      const batch = await this.mirror.livingPhotos(albumId, after, BATCH);
      photos.push(...batch);
      if (batch.length < BATCH) return photos;
      after = batch.at(-1)?._id ?? null;
    }
  }
}
