import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Game, GameSchema } from './game.schema';
import { GamesRepository } from './games.repository';

const models = MongooseModule.forFeature([{ name: Game.name, schema: GameSchema }]);

/** The storage of games, which ratings work on too. */
@Module({ imports: [models], providers: [GamesRepository], exports: [GamesRepository, models] })
export class GamesStoreModule {}
