import type { BandDraft, BandDraftRequest } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import { GamesRepository } from '../games/games.repository';
import { PostsRepository } from '../posts/posts.repository';
import { BandDraftErrors } from './band-draft.errors';
import { gameText, postText } from './band-draft-text';

/** What a post or a game of ours reads like at BAND. */
@Injectable()
export class MakeBandDraft {
  constructor(
    private readonly posts: PostsRepository,
    private readonly games: GamesRepository,
  ) {}

  /** @throws BAND_DRAFT_NOT_FOUND, BAND_DRAFT_IS_BANDS, BAND_DRAFT_GAME_OVER */
  async run({ kind, id }: BandDraftRequest): Promise<BandDraft> {
    if (kind === 'game') {
      const game = await this.games.find(id);
      if (!game) throw BandDraftErrors.BAND_DRAFT_NOT_FOUND();
      if (game.status === 'completed' || game.status === 'cancelled') throw BandDraftErrors.BAND_DRAFT_GAME_OVER();
      return { text: gameText(game) };
    }
    const post = await this.posts.find(id);
    if (!post || post.state !== 'published') throw BandDraftErrors.BAND_DRAFT_NOT_FOUND();
    if (post.source === 'band') throw BandDraftErrors.BAND_DRAFT_IS_BANDS();
    return { text: postText(post) };
  }
}
