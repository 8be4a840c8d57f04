export const thumbnailKey = (id: string): string => `${id}.thumbnail`;
