import { Public } from '@dongbaejul/identity';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ImageQueryDto, PhotoIdDto } from './photo-images.dto';
import { PhotoImagesService } from './photo-images.service';

@ApiTags('photos')
@Controller('photos')
export class PhotoImagesController {
  constructor(private readonly images: PhotoImagesService) {}

  @Get(':id/image')
  @Public()
  @ApiOperation({ summary: 'A photo as WebP, by the signed address that the lists tell' })
  @ApiProduces('image/webp')
  @ApiResponse({ status: 200, description: 'The picture; no side longer than size' })
  @ApiResponse({ status: 304, description: 'If-None-Match names it' })
  @ApiResponse({ status: 400, description: 'Malformed or invalid input; details name the fields' })
  @ApiResponse({ status: 401, description: 'The address is wrong or has expired' })
  @ApiResponse({ status: 404, description: 'Gone at BAND' })
  @ApiResponse({ status: 422, description: 'Not a picture of BAND’s' })
  @ApiResponse({ status: 429, description: 'Too many requests; see Retry-After' })
  @ApiResponse({ status: 503, description: 'BAND did not give the picture' })
  async image(
    @Param() { id }: PhotoIdDto,
    @Query() { size, expires, signature }: ImageQueryDto,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { body, tag } = await this.images.image({ photoId: id, size, expires, signature });
    const etag = `"${tag}"`;
    void reply.headers({
      etag,
      'cache-control': 'private, max-age=21600, immutable',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    if (known === etag) return void reply.status(304).send();
    return void reply.type('image/webp').send(body);
  }
}
