import { ApiProperty } from '@nestjs/swagger';

export class AuthorDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null for who has no account here, or closed it' })
  id: string | null;

  @ApiProperty({ type: String })
  display_name: string;

  @ApiProperty({ type: String, nullable: true })
  avatar: string | null;
}
