import { sendCourseLoad } from './course-load.ts';
import type { AcceptanceLine } from './line.ts';

export const courseLoadKilled: AcceptanceLine = {
  name: 'course-load-killed',
  says: 'the same with a SIGKILL and a restart in the middle: gates send again what was not answered',
  check: (folder) => sendCourseLoad(folder, { killed: true }),
};
