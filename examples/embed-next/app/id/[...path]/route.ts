import { getServer } from '../../../mintmark.ts';

const answer = async (request: Request): Promise<Response> => (await getServer()).fetch(request);

export { answer as DELETE, answer as GET, answer as OPTIONS, answer as POST, answer as PUT };
