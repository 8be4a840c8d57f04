import { Injectable, Logger } from '@nestjs/common';
import { BandClient } from '../band-client/band-client';
import { isBandFailure } from '../band-client/band-failure';
import type { BandCursor, BandPhoto } from '../band-client/band.types';
import { pages } from '../band-client/paging';
import { MembersService } from '../members/members.service';
import { SeenPeople } from '../members/seen-people';
import type { Album } from '../photos/album.schema';
import { albumChange, PhotoChange, photoChange } from '../photos/photo-changes';
import { PhotoMirrorRepository } from '../photos/photo-mirror.repository';
import { MissingPhotos } from './missing-photos';
import { bring, StepContext } from './posts-step';

/** The albums, then each album's photos. What their lists do not show is looked into before it counts as gone. */
@Injectable()
export class PhotosStep {
  private readonly logger = new Logger(PhotosStep.name);

  constructor(
    private readonly band: BandClient,
    private readonly members: MembersService,
    private readonly mirror: PhotoMirrorRepository,
    private readonly missing: MissingPhotos,
  ) {}

  async readAlbums(context: StepContext): Promise<void> {
    const { session, progress, signal } = context;
    const list = pages(
      '/v2/band/albums',
      (cursor) => session.call((access) => this.band.albums(access, cursor)),
      progress.place.cursor,
    );
    for await (const page of list) {
      signal.throwIfAborted();
      const albums = new Map(page.items.map((album) => [album.albumKey, album]));
      const known = await this.mirror.albumsByKey([...albums.keys()]);
      const changes = [...albums.values()].map((album) => {
        progress.meet('albums', album.albumKey);
        return albumChange(album, known.get(album.albumKey));
      });
      const gone = page.next ? [] : await this.missing.albums(context);
      const phase = page.next ? ('albums' as const) : ('photos' as const);
      const all = [...changes.filter((change) => change !== undefined), ...gone];
      await progress.afterPage(all, { phase, album: null, cursor: page.next });
    }
  }

  async readPhotos(context: StepContext): Promise<void> {
    const { progress, signal } = context;
    const { album: at, cursor } = progress.place;
    let album = at === null ? await this.mirror.nextAlbum('') : await this.mirror.album(at);
    let from = cursor;
    while (album) {
      signal.throwIfAborted();
      await this.readAlbum(context, album, from);
      from = null;
      album = await this.mirror.nextAlbum(album.key);
    }
  }

  private async readAlbum(context: StepContext, album: Album, from: BandCursor | null): Promise<void> {
    const { session, progress, signal } = context;
    const list = pages(
      '/v2/band/album/photos',
      (cursor) => session.call((access) => this.band.photos(access, album.key, cursor)),
      from,
    );
    try {
      for await (const page of list) {
        signal.throwIfAborted();
        const changes = await this.readPage(context, album, page.items);
        const gone = page.next ? [] : await this.missing.photos(context, album);
        const next = page.next ? { album: album.key, cursor: page.next } : await this.after(album.key);
        await progress.afterPage([...changes, ...gone], { phase: 'photos', ...next });
      }
    } catch (error) {
      // The album went away since its list was read: the next run's list says so.
      if (!isBandFailure(error) || error.kind !== 'parameters') throw error;
      this.logger.warn({ msg: 'an album went away while it was read', album: album.key });
    }
  }

  /** Where the photos go on after this album: at the beginning of the next, or nowhere. */
  private async after(albumKey: string): Promise<{ album: string; cursor: null }> {
    const next = await this.mirror.nextAlbum(albumKey);
    return { album: next?.key ?? albumKey, cursor: null };
  }

  private async readPage(context: StepContext, album: Album, items: readonly BandPhoto[]): Promise<PhotoChange[]> {
    const photos = new Map(items.map((photo) => [photo.photoKey, photo]));
    const people = new SeenPeople();
    for (const photo of photos.values()) people.addAuthor(photo.author);
    const ids = await bring(this.members, people, context);
    const known = await this.mirror.photosByKey([...photos.keys()]);
    const changes = [...photos.values()].map((photo) => {
      context.progress.meet('photos', photo.photoKey);
      const authorId = photo.author.userKey === null ? null : (ids.get(photo.author.userKey) ?? null);
      return photoChange(photo, album._id, authorId, known.get(photo.photoKey));
    });
    return changes.filter((change) => change !== undefined);
  }
}
