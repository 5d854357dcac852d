import { MountedPlace } from './mounted-place.ts';
import { MountObstacle } from './obstacle.ts';

/** Why nothing can be mounted here, in a sentence; `undefined` where it can. Found out by mounting. */
export async function lackingMount(): Promise<string | undefined> {
  try {
    await (await MountedPlace.start()).dispose();
    return undefined;
  } catch (error) {
    if (error instanceof MountObstacle) return error.message;
    throw error;
  }
}
