import { ClientAddress, Public } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer } from '@dongbaejul/service-kit';
import { Body, Controller, HttpStatus, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MayUseCookie } from '../sessions/cookie/refresh-cookie.decorators';
import { RequestDevice } from '../sessions/device.decorator';
import { enteredOf, MFA_NOTE, MfaNeededDto } from '../second-factor/dto/entered.dto';
import { SignedInDto } from '../sessions/dto/tokens.dto';
import type { Device } from '../sessions/sessions.service';
import { LoginDto } from './dto/login.dto';
import { SignedUpDto, SignUpDto } from './dto/sign-up.dto';
import { Login } from './login';
import { SignUp } from './sign-up';

@ApiTags('auth')
@Controller('auth')
export class SignInController {
  constructor(
    private readonly signingUp: SignUp,
    private readonly loggingIn: Login,
  ) {}

  @Post(['signup', 'register'])
  @Public()
  @Idempotent()
  @ApiOperation({
    summary: 'Create an account',
    description:
      'Nobody is signed in, so an Idempotency-Key counts only together with the body: the same key with another body ' +
      'is another request, and makes another account (elsewhere it is 422 IDEMPOTENCY_KEY_REUSED). Send a retry unchanged.',
  })
  @ApiAnswer(SignedUpDto, { status: HttpStatus.CREATED, errors: [409, 422] })
  signUp(@Body() body: SignUpDto, @ClientAddress() from: string): Promise<SignedUpDto> {
    return this.signingUp.signUp(body, from);
  }

  @Post('login')
  @Public()
  @MayUseCookie()
  @ApiOperation({ summary: 'Sign in with e-mail or username and password' })
  @ApiAnswer([SignedInDto, MfaNeededDto], { errors: [401, 403], description: MFA_NOTE })
  async login(@Body() body: LoginDto, @RequestDevice() device: Device): Promise<SignedInDto | MfaNeededDto> {
    return enteredOf(await this.loggingIn.login(body, device));
  }
}
