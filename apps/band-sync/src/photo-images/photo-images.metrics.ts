import { metrics } from '@dongbaejul/service-kit';

export const thumbnailsTotal = metrics.counter({
  name: 'band_photo_images_total',
  help: 'Pictures that were asked for, by whether they were kept or had to be made',
  labelNames: ['result'],
});
