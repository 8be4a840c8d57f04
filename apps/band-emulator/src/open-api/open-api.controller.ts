import { Body, Controller, Get, HttpCode, Post, Query, UseInterceptors } from '@nestjs/common';
import { CallInterceptor } from '../control/call.interceptor';
import { OpenApiService } from './open-api.service';
import { Params } from './params';

type Values = Record<string, unknown>;

interface Envelope {
  result_code: 1;
  result_data: object;
}

const success = (result_data: object): Envelope => ({ result_code: 1, result_data });

@Controller()
@UseInterceptors(CallInterceptor)
export class OpenApiController {
  constructor(private readonly api: OpenApiService) {}

  @Get('v2/profile')
  profile(@Query() query: Values): Envelope {
    return success(this.api.profile(new Params(query)));
  }

  @Get('v2.1/bands')
  bands(@Query() query: Values): Envelope {
    return success(this.api.bands(new Params(query)));
  }

  @Get('v2/band/posts')
  posts(@Query() query: Values): Envelope {
    return success(this.api.posts(new Params(query)));
  }

  @Get('v2.1/band/post')
  post(@Query() query: Values): Envelope {
    return success(this.api.post(new Params(query)));
  }

  @Get('v2/band/post/comments')
  comments(@Query() query: Values): Envelope {
    return success(this.api.comments(new Params(query)));
  }

  @Get('v2/band/albums')
  albums(@Query() query: Values): Envelope {
    return success(this.api.albums(new Params(query)));
  }

  @Get('v2/band/album/photos')
  photos(@Query() query: Values): Envelope {
    return success(this.api.photos(new Params(query)));
  }

  @Get('v2/band/permissions')
  permissions(@Query() query: Values): Envelope {
    return success(this.api.permissions(new Params(query)));
  }

  /** BAND takes the parameters from the query or from a form. */
  @Post('v2.2/band/post/create')
  @HttpCode(200)
  createPost(@Query() query: Values, @Body() body: Values | undefined): Envelope {
    return success(this.api.createPost(new Params({ ...query, ...body })));
  }
}
