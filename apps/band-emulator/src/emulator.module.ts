import { type DynamicModule, Module } from '@nestjs/common';
import { Club } from './club/club';
import { EmulatorConfig } from './config';
import { ChangesService } from './control/changes.service';
import { ControlController } from './control/control.controller';
import { ControlService } from './control/control.service';
import { Faults } from './control/faults';
import { Settings } from './control/settings';
import { Stats } from './control/stats';
import { HealthController } from './health/health.controller';
import { ImagesController } from './images/images.controller';
import { ImagesService } from './images/images.service';
import { OAuthController } from './oauth/oauth.controller';
import { OAuthService } from './oauth/oauth.service';
import { Tokens } from './oauth/tokens';
import { OpenApiController } from './open-api/open-api.controller';
import { OpenApiService } from './open-api/open-api.service';

@Module({})
export class EmulatorModule {
  static with(config: EmulatorConfig): DynamicModule {
    const club = new Club({
      bandKey: config.BAND_KEY,
      name: config.BAND_NAME,
      members: config.EMULATOR_MEMBERS,
      posts: config.EMULATOR_POSTS,
      albums: config.EMULATOR_ALBUMS,
      photos: config.EMULATOR_PHOTOS,
      commentedPercent: config.EMULATOR_COMMENTED_PERCENT,
      seed: config.EMULATOR_SEED,
    });
    return {
      module: EmulatorModule,
      controllers: [HealthController, OAuthController, OpenApiController, ImagesController, ControlController],
      providers: [
        { provide: EmulatorConfig, useValue: config },
        { provide: Club, useValue: club },
        { provide: Tokens, useValue: new Tokens(config.BAND_CLIENT_SECRET) },
        { provide: Faults, useValue: new Faults() },
        Stats,
        Settings,
        OAuthService,
        OpenApiService,
        ImagesService,
        ControlService,
        ChangesService,
      ],
    };
  }
}
