import { CallHandler, ExecutionContext, Injectable, NestInterceptor } from '@nestjs/common';
import { mergeMap, Observable } from 'rxjs';
import { AuthConfig } from '../config';
import type { InvitationMadeDto } from './dto/invitations.dto';
import { linkOf } from './invitation-mail';
import { InvitationsService } from './invitations.service';

/**
 * Adds the code to the answer outside of what @Idempotent keeps: so the stored answer holds no secret, and a repeated
 * request gets the code all the same.
 */
@Injectable()
export class RevealCode implements NestInterceptor<InvitationMadeDto, InvitationMadeDto> {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly config: AuthConfig,
  ) {}

  intercept(_context: ExecutionContext, next: CallHandler<InvitationMadeDto>): Observable<InvitationMadeDto> {
    return next.handle().pipe(mergeMap((made) => this.reveal(made)));
  }

  private async reveal(made: InvitationMadeDto): Promise<InvitationMadeDto> {
    const code = await this.invitations.codeOf(made.invitation.id);
    return code === undefined ? made : { ...made, code, link: linkOf(this.config.appLink, code) };
  }
}
