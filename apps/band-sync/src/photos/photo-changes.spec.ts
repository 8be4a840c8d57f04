import { Types } from 'mongoose';
import type { BandPhoto } from '../band-client/band.types';
import { albumChange, albumGone, AlbumRow, photoChange, photoGone } from './photo-changes';
import type { Photo } from './photo.schema';

const albumId = new Types.ObjectId();
const photo: BandPhoto = {
  photoKey: 'p1',
  url: 'https://coresos-phinf.pstatic.net/a.jpg',
  width: 800,
  height: 600,
  author: { userKey: 'u1', name: '민수', profileImageUrl: null },
  takenAt: '2026-03-01T10:00:00.000Z',
  isVideo: false,
};
const row = (): Photo => photoChange(photo, albumId, 'm1', undefined)?.row as Photo;

describe('a photo', () => {
  it('is new once, and then nothing until something of it differs', () => {
    expect(photoChange(photo, albumId, 'm1', undefined)).toMatchObject({ kind: 'new', row: { key: 'p1' } });
    expect(photoChange(photo, albumId, 'm1', row())).toBeUndefined();
    const known = row();
    expect(photoChange({ ...photo, width: 801 }, albumId, 'm1', known)).toMatchObject({
      kind: 'changed',
      row: { _id: known._id, width: 801 },
    });
  });

  it('does not change with its author’s name, and changes when it moves to another album', () => {
    const renamed = { ...photo, author: { ...photo.author, name: '새이름' } };
    expect(photoChange(renamed, albumId, 'm1', row())).toBeUndefined();
    expect(photoChange(photo, new Types.ObjectId(), 'm1', row())?.kind).toBe('changed');
  });

  it('keeps a name only where no id says who took it', () => {
    expect(photoChange(photo, albumId, 'm1', undefined)).toMatchObject({ row: { author_name: '' } });
    expect(photoChange(photo, albumId, null, undefined)).toMatchObject({ row: { author_name: '민수' } });
  });

  it('that is gone keeps its id and nothing that shows', () => {
    const known = row();
    const gone = photoGone(known).row as Photo;
    expect(gone).toMatchObject({ _id: known._id, url: '', author_id: null, author_name: '', is_deleted: true });
    expect(photoChange(photo, albumId, 'm1', gone)).toMatchObject({ kind: 'new', row: { _id: known._id } });
  });
});

describe('an album', () => {
  const album = { albumKey: 'a1', name: '월례대회', photoCount: 3, createdAt: '2026-03-01T10:00:00.000Z' };

  it('does not change with the number of its photos', () => {
    const known = albumChange(album, undefined)?.row as AlbumRow;
    expect(albumChange({ ...album, photoCount: 4 }, known)).toBeUndefined();
    expect(albumChange({ ...album, name: '춘계대회' }, known)?.kind).toBe('changed');
    expect(albumChange(album, albumGone(known).row as AlbumRow)?.kind).toBe('new');
  });
});
