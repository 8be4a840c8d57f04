/** The longer side of what we make, in pixels. A closed list, so that nobody fills the cache with sizes. */
export const PICTURE_SIZES = [160, 320, 640, 1280] as const;
export type PictureSize = (typeof PICTURE_SIZES)[number];

export const THUMBNAIL: PictureSize = 320;
export const LARGEST: PictureSize = 1280;
