import { server } from '../../../mintmark.ts';

const answer = async (request: Request): Promise<Response> => (await server).fetch(request);

export { answer as GET, answer as OPTIONS, answer as POST };
