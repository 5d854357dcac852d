/** No directory is there: whatever is to be made below is refused by every file system. What must not happen on the real disk is led there. */
export const REFUSED_PATH = '/dev/null/refused';
