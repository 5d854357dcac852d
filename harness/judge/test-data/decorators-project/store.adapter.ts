import { Sessions } from '@lib/sessions';
export default {
  name: 'ts-dec',
  claims: { survives: 'process-kill' },
  open({ dir }: { dir: string }) {
    const s = new Sessions(dir);
    return { read: (id: string) => s.read(id), patch: (id: string, f: object) => s.patch(id, f) };
  },
};
