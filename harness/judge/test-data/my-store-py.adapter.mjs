/** The store that comes with the host file for Python: its clients delete and append at once, each in a process of its own. */
export default {
  stdio: ['python3', 'hosts/python/my_store.py'],
};
