import { getServer } from '../../../mintmark.ts';

const answer = async (request: Request): Promise<Response> => (await getServer()).fetch(request);

export { answer as GET, answer as OPTIONS, answer as POST };
