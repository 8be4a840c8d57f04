import { CommonErrors } from '@dongbaejul/contracts';
import { AnySession, CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { ApiAnswer, IfMatch } from '@dongbaejul/service-kit';
import { Body, Controller, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { MemberDetailDto, MemberIdDto, MembersDto, MembersQuery, ProfileDto } from './dto/members.dto';
import { UpdateProfileDto } from './dto/update-profile.dto';
import { MembersService } from './members.service';

const IF_MATCH = { name: 'If-Match', required: false, description: 'version; a stale one is 412' };

@ApiTags('users')
@Controller('users')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get('profile')
  @AnySession()
  @ApiOperation({ summary: 'My profile' })
  @ApiAnswer(ProfileDto, { errors: [401] })
  profile(@CurrentUser() user: Identity): Promise<ProfileDto> {
    return this.members.ownProfile(user);
  }

  @Put('profile')
  @AnySession()
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Change my profile' })
  @ApiAnswer(ProfileDto, { errors: [401, 412, 422] })
  putProfile(
    @CurrentUser() user: Identity,
    @Body() body: UpdateProfileDto,
    @IfMatch() version?: number,
  ): Promise<ProfileDto> {
    return this.members.updateOwn(user, body, version);
  }

  @Patch('profile')
  @AnySession()
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Change my profile' })
  @ApiAnswer(ProfileDto, { errors: [401, 412, 422] })
  patchProfile(
    @CurrentUser() user: Identity,
    @Body() body: UpdateProfileDto,
    @IfMatch() version?: number,
  ): Promise<ProfileDto> {
    return this.members.updateOwn(user, body, version);
  }

  @Get('members')
  @Members()
  @ApiOperation({ summary: 'The members of the club, by name' })
  @ApiAnswer(MembersDto, { errors: [401, 403] })
  list(@CurrentUser() user: Identity, @Query() query: MembersQuery): Promise<MembersDto> {
    return this.members.list(user, query);
  }

  @Get('members/:id')
  @Members()
  @ApiOperation({ summary: 'A member' })
  @ApiAnswer(MemberDetailDto, { errors: [401, 403, 404] })
  member(@CurrentUser() user: Identity, @Param() { id }: MemberIdDto): Promise<MemberDetailDto> {
    return this.members.member(user, id);
  }

  @Get(':id')
  @Members()
  @ApiOperation({ summary: 'A member' })
  @ApiAnswer(ProfileDto, { errors: [401, 403, 404] })
  user(@CurrentUser() user: Identity, @Param() { id }: MemberIdDto): Promise<ProfileDto> {
    return this.members.user(user, id);
  }

  @Patch(':id')
  @Members()
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Change my profile' })
  @ApiAnswer(ProfileDto, { errors: [401, 403, 412, 422] })
  patchUser(
    @CurrentUser() user: Identity,
    @Param() { id }: MemberIdDto,
    @Body() body: UpdateProfileDto,
    @IfMatch() version?: number,
  ): Promise<ProfileDto> {
    if (id !== user.userId) throw CommonErrors.FORBIDDEN();
    return this.members.updateOwn(user, body, version);
  }
}
