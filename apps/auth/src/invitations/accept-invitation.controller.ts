import { AnySession, ClientAddress, CurrentUser, Identity } from '@dongbaejul/identity';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { profileOf } from '../accounts/profile';
import { UserProfileDto } from '../accounts/profile.dto';
import { AcceptInvitation } from './accept-invitation';
import { UseInvitationDto } from './dto/invitations.dto';

class AdmittedDto {
  @ApiProperty({ description: 'A refresh brings a token with the roles' })
  user: UserProfileDto;
}

@ApiTags('auth')
@Controller('auth/invitation')
export class AcceptInvitationController {
  constructor(private readonly accepting: AcceptInvitation) {}

  @Post()
  @AnySession()
  @ApiOperation({ summary: 'Use an invitation while waiting for approval' })
  @ApiAnswer(AdmittedDto, { errors: [401, 409, 422] })
  async accept(
    @CurrentUser() user: Identity,
    @Body() { code }: UseInvitationDto,
    @ClientAddress() from: string,
  ): Promise<AdmittedDto> {
    return { user: profileOf(await this.accepting.accept(user, code, from)) };
  }
}
