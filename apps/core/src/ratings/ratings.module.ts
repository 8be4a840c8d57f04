import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { GamesStoreModule } from '../games/games-store.module';
import { MembersModule } from '../members/members.module';
import { RatingChain } from './rating-chain';
import { RatingChainsRepository } from './rating-chains.repository';
import {
  GameResultRow,
  GameResultRowSchema,
  Rating,
  RatingChainRow,
  RatingChainRowSchema,
  RatingSchema,
} from './rating.schema';
import { RatingsController } from './ratings.controller';
import { RatingsJob } from './ratings.job';
import { RatingsRepository } from './ratings.repository';
import { RatingsService } from './ratings.service';
import { StatsRepository } from './stats.repository';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: GameResultRow.name, schema: GameResultRowSchema },
      { name: Rating.name, schema: RatingSchema },
      { name: RatingChainRow.name, schema: RatingChainRowSchema },
    ]),
    GamesStoreModule,
    MembersModule,
  ],
  controllers: [RatingsController],
  providers: [RatingChain, RatingChainsRepository, RatingsRepository, RatingsService, StatsRepository, RatingsJob],
  exports: [RatingChain, RatingsService],
})
export class RatingsModule {}
