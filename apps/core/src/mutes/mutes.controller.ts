import { CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { ApiAnswer, SuccessDto } from '@dongbaejul/service-kit';
import { Controller, Delete, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MemberPath } from '../common/ids.dto';
import { MutesService } from './mutes.service';

@ApiTags('mutes')
@Members()
@Controller('users/:id/mute')
export class MutesController {
  constructor(private readonly mutes: MutesService) {}

  @Post()
  @ApiOperation({ summary: 'Hear no more from a member' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 422] })
  async mute(@CurrentUser() who: Identity, @Param() { id }: MemberPath): Promise<SuccessDto> {
    await this.mutes.mute(who.userId, id);
    return new SuccessDto();
  }

  @Delete()
  @ApiOperation({ summary: 'Hear from a member again' })
  @ApiAnswer(SuccessDto, { errors: [401, 403] })
  async unmute(@CurrentUser() who: Identity, @Param() { id }: MemberPath): Promise<SuccessDto> {
    await this.mutes.unmute(who.userId, id);
    return new SuccessDto();
  }
}
