const sessions = [{ id: 'a' }];

export default {
  name: 'lists-objects',
  claims: { survives: 'nothing' },
  open: () => ({ patch: () => {}, read: () => null, list: () => sessions }),
};
