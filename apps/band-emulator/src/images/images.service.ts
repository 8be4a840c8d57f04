import { Injectable, NotFoundException } from '@nestjs/common';
import { Club } from '../club/club';
import { mix, Random } from '../club/random';
import { type Colour, encodePng } from './png';

const FACE = { width: 128, height: 128 };
const COVER = { width: 640, height: 360 };

/** Draws the picture behind every address in the answers: a floor, a wall and a shuttlecock's circle, coloured by its key. */
@Injectable()
export class ImagesService {
  constructor(private readonly club: Club) {}

  image(id: string): Buffer {
    const size = id === 'cover' ? COVER : this.club.members.anyone(id) ? FACE : this.club.pictureSize(id);
    if (!size) throw new NotFoundException('No such image');
    return draw(id, size.width, size.height);
  }
}

function draw(id: string, width: number, height: number): Buffer {
  const random = new Random(mix(...Buffer.from(id)));
  const shade = (low: number, high: number): Colour => [
    random.int(low, high),
    random.int(low, high),
    random.int(low, high),
  ];
  const palette = [shade(140, 230), shade(40, 120), [250, 250, 245], shade(90, 200)] as const;
  const horizon = height * (0.5 + random.next() * 0.3);
  const [x0, y0] = [width * (0.2 + random.next() * 0.6), height * (0.2 + random.next() * 0.3)];
  const radius = Math.min(width, height) * (0.08 + random.next() * 0.1);
  const stripe = Math.max(8, Math.floor(width / 12));
  return encodePng(width, height, palette, (y, line) => {
    if (y >= horizon) {
      for (let x = 0; x < width; x += 1) line[x] = Math.floor((x + y) / stripe) % 6 === 0 ? 2 : 1;
      return;
    }
    line.fill(y % stripe < 2 ? 3 : 0);
    const half = Math.sqrt(Math.max(0, radius ** 2 - (y - y0) ** 2));
    if (half > 0) line.fill(2, Math.floor(x0 - half), Math.ceil(x0 + half));
  });
}
